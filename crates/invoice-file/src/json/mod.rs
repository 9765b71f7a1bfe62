//! A sending as JSON (billing.md §1, last line): one object, read into the same model as the file.
//!
//! Its published form is `docs/schemas/batch.schema.json`. It says what the zones of the file say that this product
//! reads, and no more; what the file repeats (fund, facility, person in each record) stands once.
//!
//! A document of another form (an unknown field, one that stands twice, a wrong type, a number out of its range) is
//! no sending: every place is named by its JSON pointer and nothing is judged. A document of the right form is judged
//! as the file with the same content: numbers with wrong check digits, an invoice number that is not unique and a
//! total that differs are technical faults with the codes and the record of that file.
//!
//! One invoice at a time is held as JSON; besides that memory goes to the model alone.

mod build;
mod node;
mod object;
mod values;
mod write;

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use self::build::Draft;
use self::node::Node;
use self::object::{Issues, Path};
use crate::read::{Reading, read_sending};
pub use write::write_json;

/// How many faults of form are named; the number of all is told behind them.
pub const ISSUES_KEPT: usize = 100;

/// What makes a document no sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonIssue {
    /// Where: a JSON pointer (RFC 6901); empty for the document as a whole.
    pub pointer: String,
    /// What is wrong. Never what stands there: it may be a person's number.
    pub detail: String,
}

/// A document that is no sending.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the document is no sending: {} faults of form", .total)]
pub struct NoSending {
    /// What is wrong, at most [`ISSUES_KEPT`] of them.
    pub issues: Vec<JsonIssue>,
    /// How many there are in all.
    pub total: u64,
}

/// In which form a sending comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Message 920000 in zones of fixed width.
    File,
    /// One JSON object.
    Json,
}

impl Form {
    /// The form of these bytes: JSON when an opening brace is the first that is no white space. No message 920000
    /// begins so.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let behind_mark = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match behind_mark.trim_ascii_start().first() {
            Some(b'{') => Self::Json,
            _ => Self::File,
        }
    }
}

/// Reads a sending in whichever form it comes.
///
/// # Errors
/// When it is JSON of another form than that of a sending. Whatever the bytes of a file are, they give a [`Reading`].
pub fn read_batch(bytes: &[u8]) -> Result<Reading, NoSending> {
    match Form::of(bytes) {
        Form::Json => read_json(bytes),
        // Bytes in memory can always be read.
        Form::File => Ok(read_sending(bytes).unwrap_or_default()),
    }
}

/// Reads a sending as JSON.
///
/// # Errors
/// When it is no JSON, or JSON of another form than that of a sending.
pub fn read_json(bytes: &[u8]) -> Result<Reading, NoSending> {
    let mut top = Top::default();
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = reader.deserialize_map(&mut top).and_then(|()| reader.end());
    if let Err(error) = read {
        top.issues.total = 0;
        top.issues.list.clear();
        // The reader's words name the place and what was expected there, never what stands there.
        top.issues.add(Path::Root, format!("this is no JSON object: {error}"));
    } else {
        top.close();
    }
    if top.issues.total > 0 {
        return Err(NoSending {
            issues: top.issues.list,
            total: top.issues.total,
        });
    }
    Ok(top.draft.finish())
}

/// The fields of the document.
const KNOWN: [&str; 9] = [
    "test",
    "month",
    "sendingNumber",
    "createdOn",
    "reference",
    "facility",
    "fund",
    "totalCents",
    INVOICES,
];
const INVOICES: &str = "invoices";

/// The document while it is read: small fields are kept for the end, invoices become the model at once.
#[derive(Default)]
struct Top<'a> {
    fields: Vec<(std::borrow::Cow<'a, str>, Node<'a>)>,
    invoices_seen: bool,
    draft: Draft,
    issues: Issues,
}

impl Top<'_> {
    /// Reads the small fields, once all of them are known.
    fn close(&mut self) {
        if !self.invoices_seen {
            self.issues
                .add(Path::Field(&Path::Root, INVOICES), "this field must be there");
        }
        self.draft.document(&self.fields, &KNOWN, &mut self.issues);
    }
}

impl<'de: 'a, 'a> Visitor<'de> for &mut Top<'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        while let Some(Node::Text(name)) = fields.next_key::<Node<'de>>()? {
            if name == INVOICES {
                if self.invoices_seen {
                    self.issues
                        .add(Path::Field(&Path::Root, INVOICES), "this field stands twice");
                    fields.next_value::<IgnoredAny>()?;
                } else {
                    self.invoices_seen = true;
                    fields.next_value_seed(Invoices(&mut self.draft, &mut self.issues))?;
                }
            } else if KNOWN.contains(&name.as_ref()) && self.fields.len() < 2 * KNOWN.len() {
                self.fields.push((name, fields.next_value()?));
            } else {
                // Held for its name only, so that it is named as unknown.
                fields.next_value::<IgnoredAny>()?;
                if self.fields.len() < 2 * KNOWN.len() {
                    self.fields.push((name, Node::Null));
                }
            }
        }
        Ok(())
    }
}

/// The list of invoices.
struct Invoices<'d>(&'d mut Draft, &'d mut Issues);

const LIST_PATH: Path<'static> = Path::Field(&Path::Root, INVOICES);

impl<'de> DeserializeSeed<'de> for Invoices<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Invoices<'_> {
    fn no_list(self) {
        self.1.add(LIST_PATH, "expected a list of invoices");
    }
}

impl<'de> Visitor<'de> for Invoices<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of invoices")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut place = 0;
        while let Some(node) = list.next_element::<Node<'de>>()? {
            self.0.invoice(Path::Place(&LIST_PATH, place), &node, self.1);
            place += 1;
        }
        if place == 0 {
            self.1.add(LIST_PATH, "expected at least one invoice");
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        self.no_list();
        Ok(())
    }

    fn visit_bool<E>(self, _value: bool) -> Result<(), E> {
        self.no_list();
        Ok(())
    }

    fn visit_i64<E>(self, _value: i64) -> Result<(), E> {
        self.no_list();
        Ok(())
    }

    fn visit_u64<E>(self, _value: u64) -> Result<(), E> {
        self.no_list();
        Ok(())
    }

    fn visit_f64<E>(self, _value: f64) -> Result<(), E> {
        self.no_list();
        Ok(())
    }

    fn visit_str<E>(self, _value: &str) -> Result<(), E> {
        self.no_list();
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.no_list();
        Ok(())
    }
}
