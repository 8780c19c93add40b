//! AUTH-C, the policy; RFC 8446 4.4.2.4: a server that requires a certificate.

use super::view::{View, all, holds};
use super::{Property, Verdict};
use crate::world::{Model, Role, World};

/// See its statement.
pub(super) const PROPERTY: Property = Property {
    name: "required_authentication",
    rfc: "4.4.2.4; E.1.2",
    statement: "A server that requires a certificate in the handshake completes none in which its client has not authenticated.",
    rules: &[],
    under: "any",
    expected_false: false,
    check,
};

fn check(model: &Model, world: &World) -> Verdict {
    let view = View { model, world };
    all(view.complete(false).filter_map(|server| {
        let Role::Server { config } = &server.plan.role else { return None };
        let policy = config.client_authentication.as_ref()?;
        (policy.in_handshake && policy.required).then(|| {
            let good = server.client_identity().is_some();
            holds(good, || format!("{} is complete, and its client has not authenticated", server.named()))
        })
    }))
}
