//! The natural logarithm, the same to the last bit on every machine.

/// The natural logarithm of a number from 1, of basic operations only: the same bits on every machine.
#[must_use]
pub fn logarithm(number: f64) -> f64 {
    let (mut rest, mut halvings) = (number.max(1.0), 0.0);
    while rest > 1.5 {
        rest /= 2.0;
        halvings += 1.0;
    }
    let ratio = (rest - 1.0) / (rest + 1.0);
    let (mut power, mut sum) = (ratio, 0.0);
    for odd in 0..20_u32 {
        sum += power / f64::from(2 * odd + 1);
        power *= ratio * ratio;
    }
    2.0 * sum + halvings * std::f64::consts::LN_2
}

#[cfg(test)]
mod tests {
    use super::logarithm;

    #[test]
    fn the_logarithm_is_the_natural_one() {
        for number in [1.0, 1.5, 2.0, 3.0, 10.0, 123.0, 1e6] {
            assert!(
                (logarithm(number) - f64::ln(number)).abs() < 1e-12,
                "{number}"
            );
        }
    }
}
