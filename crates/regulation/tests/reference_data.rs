//! The embedded data agree with the reference lists, and say what the sectors and the cumulation table must.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;

use identifiers::SectorCode;
use jiff::civil::date;
use regulation::{Bilingual, Law, List, RequestCase};

type Row = BTreeMap<String, String>;

fn rows(text: &str) -> Vec<Row> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

fn sector(code: &str) -> SectorCode {
    SectorCode::parse(code).unwrap()
}

/// A list holds the reference's codes in its order, with its Dutch text, group and further columns.
fn check_list(list: List, reference: &str, code: &str, text: &str, attributes: &[&str]) {
    let law = Law::embedded();
    let values: Vec<_> = law.list(list).iter().collect();
    let rows = rows(reference);
    assert_eq!(values.len(), rows.len(), "{list:?}");
    for (value, row) in values.iter().zip(&rows) {
        assert_eq!((&value.code, &value.text.nl), (&row[code], &row[text]));
        assert!(!value.text.en.is_empty() && !value.source.is_empty());
        let group = row
            .get("group_nl")
            .map(|group| group.to_lowercase().replace("geeiste", "geëiste"));
        assert_eq!(value.group.as_ref().map(|group| group.nl.to_lowercase()), group);
        let expected: BTreeMap<_, _> = attributes
            .iter()
            .map(|name| ((*name).to_owned(), row[*name].clone()))
            .collect();
        let mut found = value.attributes.clone();
        // The product's own mark, which the reference does not have: a_fund_is_open_to_all.
        found.remove("open_to_all");
        assert_eq!(found, expected);
        assert!(law.list(list).get(&value.code, date(2018, 12, 31)).is_none());
        assert_eq!(law.list(list).get(&value.code, date(2019, 1, 1)), Some(*value));
    }
    assert!(law.list(list).get("no such code", date(2024, 1, 1)).is_none());
}

#[test]
fn lists_are_those_of_the_reference() {
    let (code, text) = ("code", "description_nl");
    check_list(
        List::UserStatus,
        include_str!("reference/user-status.csv"),
        code,
        text,
        &["legal_condition"],
    );
    check_list(
        List::AccidentCode,
        include_str!("reference/accident-codes.csv"),
        code,
        text,
        &["invoice_zone_17"],
    );
    check_list(List::Origin, include_str!("reference/origin.csv"), code, text, &[]);
    check_list(
        List::DepartedTo,
        include_str!("reference/departed-to.csv"),
        code,
        text,
        &[],
    );
    check_list(
        List::EndReason,
        include_str!("reference/end-reason.csv"),
        code,
        text,
        &[],
    );
    check_list(
        List::InsuranceReason,
        include_str!("reference/insurance-reasons.csv"),
        code,
        text,
        &["can_affiliate"],
    );
    check_list(
        List::CareFund,
        include_str!("reference/care-funds.csv"),
        "number",
        "name_nl",
        &["insurers_nl"],
    );
}

/// Anyone may choose the Vlaamse Zorgkas, and no other fund (care.md §0, MEM_FUND_CHOICE).
#[test]
fn a_fund_is_open_to_all() {
    let law = Law::embedded();
    let open = law.list(List::CareFund).iter().filter(|fund| fund.is("open_to_all"));
    assert_eq!(open.map(|fund| fund.code.as_str()).collect::<Vec<_>>(), ["680"]);
}

#[test]
fn lists_of_the_messages() {
    let law = Law::embedded();
    let codes = |list| {
        law.list(list)
            .iter()
            .map(|value| value.code.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(List::RequestType), ["NEW", "FOLLOW_UP"]);
    assert_eq!(
        codes(List::UserType),
        ["WITH_INTELLECTUAL_DISABILITY", "WITHOUT_INTELLECTUAL_DISABILITY"]
    );
    assert!(law.list_if_loaded(List::Diagnosis).is_none());
    assert_eq!(law.list(List::Diagnosis).iter().count(), 0);
}

#[test]
fn a_reason_that_can_affiliate_is_pending_and_the_others_refuse() {
    let law = Law::embedded();
    for reason in law.list(List::InsuranceReason).iter() {
        let effect = law.effect(&reason.code.clone().into()).unwrap();
        assert_eq!(
            effect.as_str(),
            if reason.is("can_affiliate") {
                "pending"
            } else {
                "refuse"
            },
            "{}",
            reason.code
        );
    }
}

#[test]
fn sectors_are_those_of_the_reference() {
    let law = Law::embedded();
    let rows = rows(include_str!("reference/sectors.csv"));
    assert_eq!(law.sectors().count(), rows.len());
    for row in &rows {
        let found = law.sector(&sector(&row["code"])).unwrap();
        assert_eq!(found.name.nl, row["name_nl"]);
        assert_eq!(
            (found.joined.to_string(), &found.kind),
            (row["joined_vsb"].clone(), &row["kind"])
        );
    }
    let with = |of: fn(&regulation::Sector) -> bool| {
        law.sectors()
            .filter(|s| of(s))
            .map(|s| s.code.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(with(|s| s.zorgbudget), ["PVT", "WZC"]);
    assert_eq!(with(|s| s.personal_share), ["PVT"]);
    assert_eq!(with(|s| s.request.is_some()), ["IBW", "PVT"]);
}

#[test]
fn residential_stays_may_not_overlap() {
    let law = Law::embedded();
    let day = date(2024, 3, 1);
    for a in law.sectors() {
        for b in law.sectors() {
            assert!(!law.may_cumulate(&a.code, &b.code, day), "{} {}", a.code, b.code);
        }
    }
}

/// The fields of one case, sorted: mandatory, medical.
fn fields(code: &str, migration: bool, follow_up: bool) -> (Vec<String>, Vec<String>) {
    let law = Law::embedded();
    let form = law.sector(&sector(code)).unwrap().request.clone().unwrap();
    let case = RequestCase { migration, follow_up };
    assert!(form.knows(case) && form.asks(case, "contact.email") && form.asks(case, "contact"));
    let mut mandatory = form.mandatory(case).to_vec();
    mandatory.sort();
    (mandatory, form.medical(case).to_vec())
}

#[test]
fn each_case_of_a_request_asks_its_fields() {
    let common = [
        "accidentCode",
        "contact.name",
        "contact.phone",
        "migration",
        "origin",
        "requestType",
        "requestedEnd",
        "ssin",
        "start",
        "userStatus",
    ];
    let approval = [
        "insurerApproval.approvedOn",
        "insurerApproval.approvedUntil",
        "insurerApproval.receivedOn",
    ];
    let previous = ["previousStay.end", "previousStay.start"];
    let medical = [
        "medicalReport.diagnosis",
        "medicalReport.psychiatrist",
        "medicalReport.date",
    ];
    let check = |code: &str, migration: bool, follow_up: bool, more: &[&[&str]], asked: &[&str]| {
        let mut expected: Vec<&str> = common.iter().copied().chain(more.concat()).collect();
        expected.sort_unstable();
        let (mandatory, medical) = fields(code, migration, follow_up);
        assert_eq!(
            (mandatory, medical),
            (
                expected.iter().map(ToString::to_string).collect(),
                asked.iter().map(ToString::to_string).collect()
            ),
            "{code} {migration} {follow_up}"
        );
    };
    check("IBW", false, false, &[], &medical);
    check("IBW", false, true, &[], &[]);
    check("IBW", true, false, &[&approval], &[]);
    check("IBW", true, true, &[&approval, &previous], &[]);
    check("PVT", false, false, &[&["userType"]], &medical);
    check("PVT", false, true, &[&["userType"]], &[]);
    check(
        "PVT",
        true,
        false,
        &[&["userType", "medicalReport.diagnosis"], &approval],
        &[],
    );
    check("PVT", true, true, &[&["userType"], &approval, &previous], &[]);
}

#[test]
fn a_form_asks_groups_and_their_parts() {
    let law = Law::embedded();
    let form = law.sector(&sector("PVT")).unwrap().request.clone().unwrap();
    let case = RequestCase {
        migration: true,
        follow_up: false,
    };
    for (field, asked) in [
        ("medicalReport", true),
        ("medicalReport.diagnosis", true),
        ("medicalReport.date", false),
        ("medical", false),
        ("insurerApproval", true),
        ("previousStay", false),
        ("previousStay.start", false),
        ("userType", true),
        ("start", true),
        ("starts", false),
    ] {
        assert_eq!(form.asks(case, field), asked, "{field}");
    }
}

/// A sector that exists in data alone is known, asks its fields and has the parameters for all sectors.
#[test]
fn a_made_up_sector_needs_no_code() {
    let file = "code = \"HUIS\"\nname = { nl = \"Huis\", en = \"House\" }\njoined = 2025-01-01\nkind = \"residential\"\n\
                source = [{ instrument = \"test\" }]\n[request.new]\nmandatory = [\"ssin\", \"start\"]\n";
    let embedded = Law::embedded();
    let law = Law::from_files(embedded.files().chain([("sectors/huis.toml", file)])).unwrap();
    let huis = law.sector(&sector("HUIS")).unwrap();
    let case = RequestCase {
        migration: false,
        follow_up: false,
    };
    assert_eq!(
        huis.name,
        Bilingual {
            nl: "Huis".into(),
            en: "House".into()
        }
    );
    assert_eq!(huis.request.as_ref().unwrap().mandatory(case), ["ssin", "start"]);
    assert!(!huis.request.as_ref().unwrap().knows(RequestCase {
        migration: true,
        ..case
    }));
    assert_eq!(
        law.integer(
            regulation::parameter::REQUEST_TERM_DAYS,
            Some(&huis.code),
            date(2025, 2, 1)
        ),
        Ok(30)
    );
    assert_ne!(law.hash(), embedded.hash());
}
