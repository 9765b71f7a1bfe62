//! Money: exact sums, and the way it is written.

use identifiers::{EuroCents, MoneyOverflow};
use proptest::prelude::*;

#[test]
fn amounts_as_they_are_written() {
    for (cents, expected) in [
        (0, "0,00 EUR"),
        (5, "0,05 EUR"),
        (-5, "-0,05 EUR"),
        (99, "0,99 EUR"),
        (100, "1,00 EUR"),
        (99_999, "999,99 EUR"),
        (100_000, "1.000,00 EUR"),
        (133_951, "1.339,51 EUR"),
        (-133_951, "-1.339,51 EUR"),
        (12_345_678_901, "123.456.789,01 EUR"),
        (i64::MAX, "92.233.720.368.547.758,07 EUR"),
        (i64::MIN, "-92.233.720.368.547.758,08 EUR"),
    ] {
        assert_eq!(EuroCents::new(cents).to_string(), expected);
    }
}

#[test]
fn sums_at_their_limits() {
    let sum = |cents: &[i64]| EuroCents::sum(cents.iter().copied().map(EuroCents::new));
    assert_eq!(sum(&[]), Ok(EuroCents::ZERO));
    assert_eq!(sum(&[i64::MAX]), Ok(EuroCents::new(i64::MAX)));
    assert_eq!(sum(&[i64::MAX - 1, 1]), Ok(EuroCents::new(i64::MAX)));
    assert_eq!(sum(&[i64::MAX, 1]), Err(MoneyOverflow));
    assert_eq!(sum(&[i64::MIN, -1]), Err(MoneyOverflow));
    assert_eq!(sum(&[i64::MAX, i64::MIN]), Ok(EuroCents::new(-1)));
    assert_eq!(EuroCents::ZERO.minus(EuroCents::new(i64::MIN)), Err(MoneyOverflow));
    assert_eq!(EuroCents::new(i64::MIN).minus(EuroCents::new(1)), Err(MoneyOverflow));
    assert_eq!(MoneyOverflow.to_string(), "the sum of the amounts is too large");
}

proptest! {
    #[test]
    fn sums_are_exact_or_refused(a in any::<i64>(), b in any::<i64>()) {
        let (x, y) = (EuroCents::new(a), EuroCents::new(b));
        let exact = |wide: i128| i64::try_from(wide).map(EuroCents::new).map_err(|_| MoneyOverflow);
        prop_assert_eq!(x.plus(y), exact(i128::from(a) + i128::from(b)));
        prop_assert_eq!(x.minus(y), exact(i128::from(a) - i128::from(b)));
        prop_assert_eq!(EuroCents::sum([x, y]), x.plus(y));
        prop_assert_eq!(x.cents(), a);
        if a != i64::MIN {
            prop_assert_eq!((x.opposite().opposite(), x.plus(x.opposite())), (x, Ok(EuroCents::ZERO)));
        }
    }

    #[test]
    fn a_written_amount_holds_its_cents(cents in any::<i64>()) {
        let text = EuroCents::new(cents).to_string();
        let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '-').collect();
        prop_assert_eq!(digits.parse::<i64>(), Ok(cents));
        let groups = text.trim_end_matches(" EUR").split_once(',').unwrap().0.trim_start_matches('-').split('.');
        prop_assert!(groups.skip(1).all(|group| group.len() == 3));
    }

    #[test]
    fn the_order_of_a_sum_does_not_matter(mut cents in prop::collection::vec(-1_000_000_000i64..1_000_000_000, 0..50)) {
        let sum = |cents: &[i64]| EuroCents::sum(cents.iter().copied().map(EuroCents::new));
        let forward = sum(&cents);
        cents.sort_unstable();
        prop_assert_eq!(sum(&cents), forward);
    }
}
