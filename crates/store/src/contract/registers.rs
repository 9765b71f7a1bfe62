//! Registers of care funds, facilities and tariffs.

use identifiers::{Bic, CareFundNumber, FacilityId, NihdiNumber};
use jiff::civil::date;
use registers::{CareFund, IncomeCategory, Recognition, Tariff, TariffKind, UserType};

use super::fixture::{
    FIRST_DAY, LAST_DAY, ODD_NAME, a_facility, at, cbe, cents, code, conflicts, facility_record, fund, hco, iban, look,
    nihdi, period, sector, write,
};
use crate::{FacilityRecord, Store, TariffKey};

fn bare_fund(number: u16) -> CareFund {
    CareFund {
        number: fund(number),
        cbe: None,
        iban: None,
        bic: None,
        phone: None,
        email: None,
        website: None,
        four_eyes: false,
    }
}

/// A care fund comes back as it was put, by number; a later one supersedes it.
pub fn care_funds_keep_every_field(store: &dyn Store) {
    let full = CareFund {
        cbe: Some(cbe()),
        iban: Some(iban()),
        bic: Some(Bic::parse("GEBABEBB").expect("a bank")),
        phone: Some("+32 2 123 45 67".into()),
        email: Some("post@example.be".into()),
        website: Some(ODD_NAME.into()),
        four_eyes: true,
        ..bare_fund(280)
    };
    assert_eq!(look(store, |tx| tx.care_funds()), []);
    write(store, |tx| {
        tx.put_care_fund(&full, at(0))?;
        tx.put_care_fund(&bare_fund(180), at(0))
    });
    assert_eq!(look(store, |tx| tx.care_funds()), [bare_fund(180), full.clone()]);
    let numbers: Vec<CareFundNumber> = look(store, |tx| tx.known_funds());
    assert_eq!(numbers, [fund(180), fund(280)]);
    write(store, |tx| tx.put_care_fund(&bare_fund(280), at(1)));
    assert_eq!(look(store, |tx| tx.care_funds()), [bare_fund(180), bare_fund(280)]);
    write(store, |tx| tx.put_care_fund(&full, at(2)));
    assert_eq!(look(store, |tx| tx.care_funds()), [bare_fund(180), full]);
}

/// A facility comes back as it was recorded, by either number; a later record supersedes it.
pub fn facilities_keep_every_field(store: &dyn Store) {
    let full = FacilityRecord {
        name: ODD_NAME.into(),
        sector: sector("REVACONV-7.72"),
        bic: Some(Bic::parse("GEBABEBB").expect("a bank")),
        circle_of_trust: false,
        attested: true,
        ..facility_record(1)
    };
    let bare = FacilityRecord {
        circle_of_trust: true,
        attested: false,
        ..facility_record(2)
    };
    let (first, second) = write(store, |tx| {
        Ok((tx.insert_facility(&full, at(0))?, tx.insert_facility(&bare, at(0))?))
    });
    assert_ne!(first, second);
    let found = look(store, |tx| tx.facilities_by_hco(&[hco(2), hco(9), hco(1), hco(1)]));
    let found: Vec<_> = found.iter().map(|f| (f.id, FacilityRecord::from(f))).collect();
    assert_eq!(
        found,
        [(first, full.clone()), (second, bare.clone())],
        "in order of number, each once"
    );
    assert_eq!(look(store, |tx| tx.facilities_by_hco(&[])), []);
    assert_eq!(look(store, |tx| tx.facility(FacilityId(second.0 + 1))), None);
    let changed = FacilityRecord {
        name: "Other".into(),
        bic: None,
        hco: hco(3),
        nihdi: nihdi(3),
        ..full
    };
    write(store, |tx| tx.supersede_facility(first, &changed, at(1)));
    let now = look(store, |tx| tx.facility(first)).expect("known");
    assert_eq!((now.id, FacilityRecord::from(&now)), (first, changed));
    assert_eq!(
        look(store, |tx| tx.facilities_by_hco(&[hco(1)])),
        [],
        "known by its number of today alone"
    );
    assert_eq!(look(store, |tx| tx.facility_by_nihdi(nihdi(1))), None);
    let other = look(store, |tx| tx.facility(second)).expect("known");
    assert_eq!(FacilityRecord::from(&other), bare, "the other one is as it was");
}

/// The first eight digits say who it is; another qualification is another facility.
pub fn a_facility_is_found_by_its_federal_number(store: &dyn Store) {
    let id = a_facility(store, 1);
    let digits = nihdi(1).to_digits11();
    let found = |text: &str| {
        let asked = NihdiNumber::parse(text).expect("a federal number");
        look(store, |tx| tx.facility_by_nihdi(asked)).map(|f| f.id)
    };
    assert_eq!(found(&digits), Some(id));
    assert_eq!(found(&digits[..8]), Some(id));
    assert_eq!(found(&format!("{}001", &digits[..8])), None);
    assert_eq!(found(&nihdi(2).to_digits11()), None);
}

/// The number of the care registry, and the federal number, name one facility at a time.
pub fn a_number_of_a_facility_is_taken_once(store: &dyn Store) {
    let first = a_facility(store, 1);
    let same_hco = FacilityRecord {
        hco: hco(1),
        ..facility_record(2)
    };
    let same_nihdi = FacilityRecord {
        nihdi: nihdi(1),
        ..facility_record(2)
    };
    conflicts(store, |tx| tx.insert_facility(&same_hco, at(1)));
    conflicts(store, |tx| tx.insert_facility(&same_nihdi, at(1)));
    let second = a_facility(store, 2);
    conflicts(store, |tx| tx.supersede_facility(second, &same_hco, at(2)));
    // A number that was given up is free again.
    write(store, |tx| tx.supersede_facility(first, &facility_record(3), at(3)));
    write(store, |tx| tx.supersede_facility(second, &facility_record(1), at(3)));
    let found = look(store, |tx| tx.facility_by_nihdi(nihdi(1)));
    assert_eq!(found.map(|f| f.id), Some(second));
}

/// Recognitions come back with the facility by first day, and are replaced as a whole.
pub fn recognitions_are_replaced_as_a_whole(store: &dyn Store) {
    let (first, second) = (a_facility(store, 1), a_facility(store, 2));
    let recognition = |code, from, to, places| Recognition {
        sector: sector(code),
        period: period(from, to),
        places,
    };
    let early = recognition("PVT", FIRST_DAY, Some(date(2014, 12, 31)), 0);
    let late = recognition("IBW", date(2015, 1, 1), Some(LAST_DAY), u32::MAX);
    let open = recognition("IBW", LAST_DAY, None, 20);
    let of = |id| look(store, |tx| tx.facility(id)).expect("known").recognitions;
    write(store, |tx| {
        tx.replace_recognitions(first, &[open.clone(), early.clone(), late.clone()], at(1))?;
        tx.replace_recognitions(second, std::slice::from_ref(&open), at(1))
    });
    assert_eq!(of(first), [early.clone(), late, open.clone()]);
    write(store, |tx| {
        tx.replace_recognitions(first, std::slice::from_ref(&early), at(2))
    });
    assert_eq!(of(first), [early]);
    write(store, |tx| tx.replace_recognitions(first, &[], at(3)));
    assert_eq!(of(first), []);
    assert_eq!(of(second), [open], "the other facility's stay");
}

fn tariff(number: u32, facility: Option<FacilityId>) -> Tariff {
    Tariff {
        code: code(number),
        kind: TariffKind::Day,
        sector: sector("PVT"),
        facility,
        user_type: None,
        income_category: None,
        period: period(date(2024, 1, 1), None),
        cents: cents(4321),
        description_nl: None,
    }
}

fn key(tariff: &Tariff) -> TariffKey {
    TariffKey {
        code: tariff.code,
        sector: tariff.sector.clone(),
        facility: tariff.facility,
    }
}

/// A tariff comes back as it was recorded, by code and first day, equal first days in the order given.
pub fn tariffs_keep_every_field(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let full = Tariff {
        user_type: Some(UserType::WithIntellectualDisability),
        income_category: Some(IncomeCategory::Increased),
        period: period(FIRST_DAY, Some(LAST_DAY)),
        cents: cents(i64::MAX),
        description_nl: Some(ODD_NAME.into()),
        ..tariff(0, Some(facility))
    };
    let kinds = [
        TariffKind::Premium,
        TariffKind::Cost,
        TariffKind::PersonalShare,
        TariffKind::Day,
    ];
    let many: Vec<Tariff> = (0..)
        .zip(kinds)
        .map(|(n, kind)| Tariff {
            kind,
            cents: cents(-n),
            ..tariff(999_999, None)
        })
        .collect();
    write(store, |tx| {
        tx.replace_tariffs(&key(&many[0]), &many, at(0))?;
        tx.replace_tariffs(&key(&full), std::slice::from_ref(&full), at(0))
    });
    let expected: Vec<Tariff> = [vec![full.clone()], many].concat();
    let asked = [code(999_999), code(5), code(0)];
    assert_eq!(look(store, |tx| tx.tariffs_of_codes(&asked)), expected);
    assert_eq!(look(store, |tx| tx.tariffs_of_codes(&[code(0)])), [full]);
    assert_eq!(look(store, |tx| tx.tariffs_of_codes(&[])), []);
}

/// Replacing the tariffs of a key leaves those of other sectors, other facilities and the whole sector alone.
pub fn tariffs_are_replaced_by_key(store: &dyn Store) {
    let (first, second) = (a_facility(store, 1), a_facility(store, 2));
    let elsewhere = Tariff {
        sector: sector("IBW"),
        ..tariff(970_012, None)
    };
    let all = [
        tariff(970_012, None),
        tariff(970_012, Some(first)),
        tariff(970_012, Some(second)),
        elsewhere,
    ];
    write(store, |tx| {
        all.iter()
            .try_for_each(|t| tx.replace_tariffs(&key(t), std::slice::from_ref(t), at(0)))
    });
    assert_eq!(look(store, |tx| tx.tariffs_of_codes(&[code(970_012)])), all);
    let dearer = Tariff {
        cents: cents(5000),
        ..all[0].clone()
    };
    write(store, |tx| {
        tx.replace_tariffs(&key(&dearer), std::slice::from_ref(&dearer), at(1))?;
        tx.replace_tariffs(&key(&all[1]), &[], at(1))
    });
    let mut now = look(store, |tx| tx.tariffs_of_codes(&[code(970_012)]));
    now.sort_by_key(|t| (t.sector.clone(), t.facility));
    assert_eq!(now, [all[3].clone(), dearer, all[2].clone()]);
}
