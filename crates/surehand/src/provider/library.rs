//! The two libraries under one shape; one that is not built in is there as a library without rows.

#[cfg(feature = "aws-lc")]
pub(super) use surehand_aws_lc as aws_lc;
#[cfg(feature = "graviola")]
pub(super) use surehand_graviola as graviola;

#[cfg(not(feature = "aws-lc"))]
pub(super) use super::absent as aws_lc;
#[cfg(not(feature = "graviola"))]
pub(super) use super::absent as graviola;

/// One library's or the other's.
#[derive(Debug)]
pub(super) enum Either<A, G> {
    AwsLc(A),
    Graviola(G),
}
