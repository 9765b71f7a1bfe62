//! CONTACT: another contact at the facility (care.md §2 and §3).

use super::form::FormReader;
use crate::message::Contact;

/// A name and at least one of phone and email; a group absent as a whole is named by its own name (fine print,
/// "Requests").
pub(super) fn read(form: &mut FormReader<'_>) -> Option<Contact> {
    let Some(contact) = form.message.contact.as_ref() else {
        form.missing("contact");
        return None;
    };
    if !contact.has_name() {
        form.missing("contact.name");
    }
    if !contact.is_reachable() {
        form.missing("contact.phone");
    }
    (contact.has_name() && contact.is_reachable()).then(|| contact.clone())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::change_fixture::{ChangeWorld, change, covered};
    use crate::verdict::Outcome::{Accepted, Refused};

    #[test]
    fn a_name_and_a_way_to_reach_it() {
        for (contact, missing) in [
            (Value::Null, "contact"),
            (json!({}), "contact.name contact.phone"),
            (json!({"name": " ", "phone": "1"}), "contact.name"),
            (json!({"name": "x", "email": ""}), "contact.phone"),
            (json!({"name": "x", "email": "a@b.be"}), ""),
            (json!({"name": "x", "phone": "1"}), ""),
        ] {
            let verdict = ChangeWorld::ibw().judge(&change("CONTACT", &[("contact", contact)]));
            assert_eq!(verdict.missing().join(" "), missing);
            assert_eq!(verdict.outcome, if missing.is_empty() { Accepted } else { Refused });
        }
    }

    #[test]
    fn it_replaces_the_contact_and_nothing_else() {
        let contact = json!({"name": "Team instroom", "phone": "021234567"});
        let message = change("CONTACT", &[("contact", contact), ("origin", json!("10"))]);
        let verdict = ChangeWorld::ibw().check(&message, Accepted, &[]);
        assert_eq!(covered(&verdict).as_deref(), Some("2024-03-01..2024-06-30"));
        let dossier = verdict.after.unwrap();
        let name = dossier.contact().and_then(|contact| contact.name.as_deref());
        assert_eq!((name, dossier.origin()), (Some("Team instroom"), Some("41")));
    }
}
