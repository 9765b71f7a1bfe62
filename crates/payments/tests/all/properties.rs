//! Whatever names and amounts come in, the file can be read back and adds up.

use crate::common::{file, order, texts, texts_at, transfer};
use identifiers::Month;
use payments::{PaymentTerm, due_day, execution_day, is_bank_working_day};
use proptest::prelude::*;

/// Any text with something to see in it; half of them made of what XML and control codes abuse.
fn name() -> impl Strategy<Value = String> {
    let hostile = "[&<>\"'\\]\\[!?;/=\\x00-\\x1f\u{7f}\u{85}\u{2028}\u{fffe}\u{1F3E0}\u{202e}éÖA -]{1,90}";
    prop_oneof![any::<String>(), hostile].prop_filter("a name shows something", |name| {
        name.contains(|c: char| c.is_ascii_graphic())
    })
}

/// Cents of an amount as the file writes it; `None` unless it has exactly two decimals.
fn cents(text: &str) -> Option<u64> {
    let (euros, decimals) = text.split_once('.')?;
    (decimals.len() == 2).then(|| format!("{euros}{decimals}").parse().ok())?
}

fn in_sepa_set(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(c))
}

proptest! {
    #[test]
    fn any_names_and_amounts_give_a_file_that_adds_up(
        debtor_name in name(),
        lines in prop::collection::vec((name(), 1i64..=99_999_999_999), 1..20),
    ) {
        let serials = 1..;
        let transfers: Vec<_> = serials.zip(&lines).map(|(serial, (name, cents))| transfer(serial, name, *cents)).collect();
        let mut order = order(transfers);
        order.debtor_name = debtor_name;
        let texts = texts(&file(&order));

        let amounts: Vec<u64> = texts_at(&texts, "/InstdAmt").into_iter().map(|t| cents(t).unwrap()).collect();
        let expected: Vec<u64> = lines.iter().map(|(_, cents)| cents.unsigned_abs()).collect();
        prop_assert_eq!(&amounts, &expected);
        let sums: Vec<u64> = texts_at(&texts, "/CtrlSum").into_iter().map(|t| cents(t).unwrap()).collect();
        prop_assert_eq!(sums, vec![amounts.iter().sum::<u64>(); 2]);
        prop_assert_eq!(texts_at(&texts, "/NbOfTxs"), vec![lines.len().to_string(); 2]);

        let names = texts_at(&texts, "/Nm");
        prop_assert_eq!(names.len(), 2 + lines.len());
        prop_assert!(names.iter().all(|n| in_sepa_set(n) && n.len() <= 70 && n.trim() == *n));
        let ids: Vec<&str> = order.transfers.iter().map(|t| t.end_to_end_id.as_str()).collect();
        prop_assert_eq!(texts_at(&texts, "/EndToEndId"), ids);
    }

    #[test]
    fn any_order_at_all_is_written_or_refused(
        message_id in any::<String>(), debtor_name in any::<String>(),
        lines in prop::collection::vec((any::<String>(), any::<String>(), any::<i64>()), 0..5),
    ) {
        let mut order = order(Vec::new());
        (order.message_id, order.debtor_name) = (message_id, debtor_name);
        order.transfers = lines.into_iter().map(|(id, name, cents)| {
            let mut line = transfer(1, &name, cents);
            line.end_to_end_id = id;
            line
        }).collect();
        let mut out = Vec::new();
        match order.write_pain001(&mut out) {
            Ok(()) => { texts(std::str::from_utf8(&out).unwrap()); }
            Err(_) => prop_assert!(out.is_empty()),
        }
    }

    #[test]
    fn the_day_of_execution_keeps_its_promises(
        order_offset in 0i64..9000, ages in prop::collection::vec(0i64..80, 0..4),
        term_days in 0u16..60, lead_days in 0u16..30,
    ) {
        use jiff::ToSpan;
        let order_day = Month::new(2015, 1).unwrap().first_day() + order_offset.days();
        let starts: Vec<_> = ages.iter().map(|age| order_day - age.days()).collect();
        let day = execution_day(order_day, starts.clone(), PaymentTerm { term_days, lead_days }).unwrap();

        prop_assert!(is_bank_working_day(day));
        prop_assert!(day >= order_day);
        let wished = order_day + i64::from(lead_days).days();
        let free_before = |from: jiff::civil::Date| from.series(1.day()).take_while(|d| *d < day).all(|d| !is_bank_working_day(d));
        match starts.iter().min().map(|first| due_day(*first, term_days).unwrap()) {
            // In time: as near to what was wished as banks allow.
            Some(due) if day <= due => {
                let last_in_time = day.series(1.day()).skip(1).take_while(|d| *d <= due).all(|d| !is_bank_working_day(d));
                let nearest = if day < wished { last_in_time } else { free_before(wished) };
                prop_assert!(nearest);
            }
            // Late: only when no bank works from the order to the due day, and then at once.
            Some(_) => prop_assert!(free_before(order_day)),
            None => prop_assert!(day >= wished && free_before(wished)),
        }
    }
}
