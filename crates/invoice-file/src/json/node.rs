//! A piece of JSON as it was written: fields in their order, also one that stands twice.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A JSON value. Text is borrowed from the input where it holds no escape.
pub(super) enum Node<'a> {
    Null,
    Boolean(bool),
    Integer(i64),
    /// A number that is no whole one, or too large to be sure of its every digit: no field takes one.
    OtherNumber,
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Object(Vec<(Cow<'a, str>, Node<'a>)>),
}

impl<'de: 'a, 'a> Deserialize<'de> for Node<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyNode)
    }
}

/// The largest of the whole numbers that floating point has without a gap.
const LARGEST_EXACT: f64 = 9_007_199_254_740_991.0;

struct AnyNode;

impl<'de> Visitor<'de> for AnyNode {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(i64::try_from(value).map_or(Node::OtherNumber, Node::Integer))
    }

    /// JSON Schema calls `4321.0` an integer, as JSON has one kind of numbers: some programs write whole ones so.
    fn visit_f64<E>(self, value: f64) -> Result<Node<'de>, E> {
        let is_whole = value.trunc() == value && value.abs() <= LARGEST_EXACT;
        let digits = is_whole.then(|| format!("{value:.0}").parse());
        Ok(digits.and_then(Result::ok).map_or(Node::OtherNumber, Node::Integer))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node<'de>, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = list.next_element()? {
            nodes.push(node);
        }
        Ok(Node::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Node<'de>, A::Error> {
        let mut nodes = Vec::new();
        while let Some(Node::Text(name)) = fields.next_key::<Node<'de>>()? {
            nodes.push((name, fields.next_value()?));
        }
        Ok(Node::Object(nodes))
    }
}
