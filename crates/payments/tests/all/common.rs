//! What the tests of this crate share: orders to start from, and the reading back of a file.

use identifiers::{Bic, CbeNumber, EuroCents, Iban, StructuredReference};
use payments::{PaymentOrder, Transfer};
use quick_xml::Reader;
use quick_xml::events::Event;

/// A transfer of so many cents whose ids and reference follow from `serial`.
pub fn transfer(serial: u64, creditor_name: &str, cents: i64) -> Transfer {
    Transfer {
        end_to_end_id: format!("S-2024-{serial:06}"),
        creditor_name: creditor_name.to_owned(),
        creditor_iban: Iban::parse("BE71096123456769").expect("a published account number"),
        creditor_bic: None,
        cents: EuroCents::new(cents),
        reference: StructuredReference::from_serial(serial).expect("a serial number below 10^10"),
    }
}

/// An order with all that may be known of the debtor, executed on 7 May 2024.
pub fn order(transfers: Vec<Transfer>) -> PaymentOrder {
    PaymentOrder {
        message_id: "ZK180-2024-0001".to_owned(),
        created_at: "2024-05-06T08:15:30.987Z".parse().expect("an instant"),
        debtor_name: "Zorgkas 180 – Solidariteit & Zorg".to_owned(),
        debtor_iban: Iban::parse("BE68539007547034").expect("a published account number"),
        debtor_bic: Some(Bic::parse("GKCCBEBB").expect("a bank code")),
        debtor_cbe: Some(CbeNumber::parse("0403019261").expect("a published enterprise number")),
        execution_day: "2024-05-07".parse().expect("a day"),
        transfers,
    }
}

/// The file of an order that must be writable.
pub fn file(order: &PaymentOrder) -> String {
    let mut bytes = Vec::new();
    order.write_pain001(&mut bytes).expect("a valid order");
    String::from_utf8(bytes).expect("UTF-8")
}

/// Reads a file back: every text with the names of the elements around it (`Document/…/InstdAmt`), in order.
/// Panics on what is not well formed.
pub fn texts(file: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(file);
    reader.config_mut().enable_all_checks(true);
    let (mut path, mut found, mut text) = (Vec::<String>::new(), Vec::new(), String::new());
    loop {
        match reader.read_event().expect("well formed") {
            Event::Start(element) => {
                text.clear();
                path.push(element.name().as_ref().to_owned());
            }
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(entity) => text.push_str(named_character(&entity.xml10_content())),
            Event::End(_) => {
                if !text.trim().is_empty() {
                    found.push((path.join("/"), text.clone()));
                }
                text.clear();
                path.pop();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(path.is_empty(), "an element is open at the end");
    found
}

/// The texts of all elements whose path ends so.
pub fn texts_at<'a>(texts: &'a [(String, String)], end_of_path: &str) -> Vec<&'a str> {
    texts
        .iter()
        .filter(|(path, _)| path.ends_with(end_of_path))
        .map(|(_, text)| text.as_str())
        .collect()
}

fn named_character(entity: &str) -> &'static str {
    match entity {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "apos" => "'",
        "quot" => "\"",
        other => panic!("an entity that XML does not know: {other}"),
    }
}
