//! Medians and quartiles.

/// The value at this quantile, interpolated; not a number if there is none.
pub fn quantile(values: &[f64], quantile: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = quantile * last as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    below + (above - below) * place.fract()
}

/// The median.
pub fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// Median and quartiles of what has been measured in several rounds.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    pub low: f64,
    pub median: f64,
    pub high: f64,
}

impl Spread {
    /// Of these values.
    pub fn of(values: &[f64]) -> Self {
        Self { low: quantile(values, 0.25), median: median(values), high: quantile(values, 0.75) }
    }

    /// Of the ratios round by round.
    pub fn of_ratio(values: &[f64], others: &[f64]) -> Self {
        let ratios: Vec<_> = values.iter().zip(others).map(|(value, other)| value / other).collect();
        Self::of(&ratios)
    }
}
