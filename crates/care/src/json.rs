//! Reading a message as JSON, where a field that stands twice is a fault.
//!
//! A reader that silently takes the last of two would judge something else than what another reader of the same bytes
//! sees.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// A JSON value in which no object has a field twice.
///
/// ```
/// use care::UniqueFields;
///
/// let read = |text: &str| serde_json::from_str::<UniqueFields>(text);
/// assert!(read(r#"{"a": {"b": 1}, "c": {"b": 2}}"#).is_ok());
/// assert!(read(r#"{"a": 1, "a": 1}"#).is_err());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct UniqueFields(pub Value);

impl<'de> Deserialize<'de> for UniqueFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue).map(Self)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    /// No field of a message is a fraction: it is kept so that whoever reads the field can name it as faulty.
    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(UniqueFields(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let UniqueFields(value) = fields.next_value()?;
            if object.insert(name, value).is_some() {
                // The name is not repeated: it may hold anything.
                return Err(A::Error::custom("a field stands twice in one object"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, read: bool) {
        let plain: Value = serde_json::from_str(text).unwrap();
        match serde_json::from_str::<UniqueFields>(text) {
            Ok(UniqueFields(value)) => assert!(read && value == plain, "{text}"),
            Err(error) => assert!(
                !read && error.to_string().starts_with("a field stands twice"),
                "{text}: {error}"
            ),
        }
    }

    #[test]
    fn a_field_stands_once_in_each_object() {
        for text in [
            "null",
            "true",
            "-1",
            "18446744073709551615",
            "1.5e3",
            r#""\u00eb \n""#,
            "[]",
            "[1,[2,{}],null]",
            "{}",
            r#"{"a":{"a":{"a":[{"a":1},{"a":2}]}},"b":null,"A":1}"#,
        ] {
            check(text, true);
        }
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"\u0061":2}"#,
            r#"{"a":null,"b":2,"a":null}"#,
            r#"{"contact":{"name":"x","name":"y"}}"#,
            r#"[{"a":{"b":1,"b":2}}]"#,
        ] {
            check(text, false);
        }
    }
}
