//! What a facility is told outside an answer: the notices of its inbox.

use identifiers::FacilityId;
use jiff::Timestamp;
use serde_json::Value;
use store::Transaction;

use crate::Problem;

/// The kind of an inbox entry that is no answer.
const NOTICE: &str = "NOTICE";

/// Leaves a notice in the inbox of a facility. What is not known is left out of it: messages hold no nulls
/// (interfaces.md).
pub(crate) fn tell(
    tx: &mut dyn Transaction,
    facility: FacilityId,
    at: Timestamp,
    mut notice: Value,
) -> Result<(), Problem> {
    leave_out_nulls(&mut notice);
    tx.put_inbox(facility, at, NOTICE, &notice.to_string())?;
    Ok(())
}

fn leave_out_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(leave_out_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(leave_out_nulls),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_null_is_left_out_at_any_depth() {
        let mut notice = json!({ "a": null, "b": [{ "c": null, "d": 1 }], "e": { "f": null }, "g": "null" });
        leave_out_nulls(&mut notice);
        assert_eq!(notice, json!({ "b": [{ "d": 1 }], "e": {}, "g": "null" }));
    }
}
