//! Certificates of software, attested software, and who uses it.

use jiff::civil::date;

use super::fixture::{FIRST_DAY, LAST_DAY, ODD_NAME, a_facility, at, conflicts, fund, look, period, write};
use crate::{AttestedSoftware, BoundCertificate, CertificateEnd, CertificateOwner, ContentHash, SoftwareInUse, Store};

fn certificate(n: u8, owner: CertificateOwner) -> BoundCertificate {
    BoundCertificate {
        id: 0,
        fingerprint: ContentHash::of(&[n]),
        subject: format!("CN=NIHII={n}"),
        issuer: ODD_NAME.into(),
        valid_from: at(0),
        valid_to: at(1_000 - i64::from(n)),
        owner,
        is_pinned: false,
        bound_by: "agency Registers x".into(),
        bound_at: at(1),
        end: None,
    }
}

fn end(replaced_by: Option<i64>) -> CertificateEnd {
    CertificateEnd {
        at: at(9),
        by: "operator".into(),
        reason: ODD_NAME.into(),
        replaced_by,
    }
}

/// A certificate comes back as it was bound, among those of its owner, the one that ends first before the others.
pub fn certificates_keep_every_field(store: &dyn Store) {
    let facility = CertificateOwner::Facility(a_facility(store, 1));
    let of_fund = CertificateOwner::Fund(fund(180));
    let mut bound = [
        certificate(1, facility),
        certificate(2, of_fund),
        certificate(3, CertificateOwner::Agency),
        BoundCertificate {
            is_pinned: true,
            ..certificate(4, facility)
        },
    ];
    for (place, one) in bound.iter_mut().enumerate() {
        one.id = write(store, |tx| tx.bind_certificate(one));
        assert_eq!(usize::try_from(one.id), Ok(place + 1), "numbers have no gap");
    }
    let [first, second, third, fourth] = bound;
    let of = |owner| look(store, |tx| tx.certificates(owner));
    assert_eq!(of(Some(facility)), [fourth.clone(), first.clone()]);
    assert_eq!(of(Some(of_fund)), std::slice::from_ref(&second));
    assert_eq!(of(Some(CertificateOwner::Agency)), std::slice::from_ref(&third));
    assert_eq!(of(Some(CertificateOwner::Fund(fund(280)))), []);
    assert_eq!(of(None), [fourth, third, second.clone(), first]);
    assert_eq!(look(store, |tx| tx.certificate(second.id)), Some(second));
    assert_eq!(look(store, |tx| tx.certificate(99)), None);
}

/// One fingerprint, one binding, also of another owner and after its end.
pub fn a_certificate_is_bound_once(store: &dyn Store) {
    let facility = CertificateOwner::Facility(a_facility(store, 1));
    let id = write(store, |tx| tx.bind_certificate(&certificate(1, facility)));
    let again = certificate(1, CertificateOwner::Agency);
    conflicts(store, |tx| tx.bind_certificate(&again));
    assert!(write(store, |tx| tx.end_certificate(id, &end(None))));
    conflicts(store, |tx| tx.bind_certificate(&again));
}

/// A certificate ends once, and keeps how.
pub fn a_certificate_ends_once(store: &dyn Store) {
    let facility = CertificateOwner::Facility(a_facility(store, 1));
    let (first, second) = write(store, |tx| {
        Ok((
            tx.bind_certificate(&certificate(1, facility))?,
            tx.bind_certificate(&certificate(2, facility))?,
        ))
    });
    assert!(write(store, |tx| tx.end_certificate(first, &end(Some(second)))));
    assert!(!write(store, |tx| tx.end_certificate(first, &end(None))));
    assert!(!write(store, |tx| tx.end_certificate(99, &end(None))));
    let kept = look(store, |tx| tx.certificate(first)).expect("bound");
    assert_eq!(kept.end, Some(end(Some(second))));
    assert_eq!(look(store, |tx| tx.certificate(second)).expect("bound").end, None);
}

/// The one that is asked for, whosever it is, and the pinned ones of the owner that have not ended.
pub fn a_certificate_comes_with_those_pinned(store: &dyn Store) {
    let facility = CertificateOwner::Facility(a_facility(store, 1));
    let other = CertificateOwner::Facility(a_facility(store, 2));
    let pinned = |n, owner| BoundCertificate {
        is_pinned: true,
        ..certificate(n, owner)
    };
    let all = [
        certificate(1, facility),
        pinned(2, facility),
        pinned(3, facility),
        pinned(4, other),
        pinned(5, CertificateOwner::Agency),
    ];
    let ids: Vec<i64> = all
        .iter()
        .map(|one| write(store, |tx| tx.bind_certificate(one)))
        .collect();
    write(store, |tx| tx.end_certificate(ids[2], &end(None)));
    let found = |n: u8, owner| {
        let found = look(store, |tx| tx.certificate_and_pinned(ContentHash::of(&[n]), owner));
        found.iter().map(|one| one.id).collect::<Vec<_>>()
    };
    assert_eq!(found(1, facility), [ids[0], ids[1]]);
    assert_eq!(found(2, facility), [ids[1]]);
    assert_eq!(found(3, facility), [ids[1], ids[2]], "an end is told");
    assert_eq!(found(4, facility), [ids[1], ids[3]], "another's is told");
    assert_eq!(found(9, other), [ids[3]]);
    assert_eq!(found(9, CertificateOwner::Agency), [ids[4]]);
    assert_eq!(found(9, CertificateOwner::Fund(fund(180))), [0; 0]);
}

/// What is attested comes by name and version; a later record supersedes it, and may say that it never was.
pub fn attested_software_is_superseded(store: &dyn Store) {
    let attested = |name: &str, version: &str, from, to| AttestedSoftware {
        name: name.into(),
        version: version.into(),
        attested: period(from, to),
    };
    let put = |name: &str, version: &str, period, seconds| {
        write(store, |tx| {
            tx.put_attested_software((name, version), period, at(seconds))
        });
    };
    put(ODD_NAME, "2", Some(period(FIRST_DAY, Some(LAST_DAY))), 1);
    put(ODD_NAME, "1", Some(period(FIRST_DAY, None)), 1);
    put("A", "1", Some(period(FIRST_DAY, None)), 1);
    let mut all = [
        attested("A", "1", FIRST_DAY, None),
        attested(ODD_NAME, "1", FIRST_DAY, None),
        attested(ODD_NAME, "2", FIRST_DAY, Some(LAST_DAY)),
    ];
    all.sort_by(|one, other| (&one.name, &one.version).cmp(&(&other.name, &other.version)));
    assert_eq!(look(store, |tx| tx.attested_software()), all);
    let day = date(2024, 5, 1);
    put("A", "1", Some(period(day, Some(day))), 2);
    put(ODD_NAME, "1", None, 2);
    let left = look(store, |tx| tx.attested_software());
    assert!(left.contains(&attested("A", "1", day, Some(day))), "{left:?}");
    assert_eq!(left.len(), 2);
}

/// What a facility uses comes with when it is attested; a later record supersedes it.
pub fn software_in_use_is_superseded(store: &dyn Store) {
    let (facility, other) = (a_facility(store, 1), a_facility(store, 2));
    let day = date(2024, 5, 1);
    write(store, |tx| {
        tx.put_attested_software(("Zorg", "1"), Some(period(FIRST_DAY, Some(LAST_DAY))), at(1))?;
        tx.put_software_in_use(facility, ("Zorg", "1"), Some(period(day, None)), at(1))?;
        tx.put_software_in_use(facility, ("Zorg", "2"), Some(period(day, Some(day))), at(1))?;
        tx.put_software_in_use(other, ("Zorg", "1"), Some(period(FIRST_DAY, None)), at(1))
    });
    let used = |facility, version: &str, used, attested| SoftwareInUse {
        facility,
        name: "Zorg".into(),
        version: version.into(),
        used,
        attested,
    };
    let whole = Some(period(FIRST_DAY, Some(LAST_DAY)));
    let of = |facility| look(store, |tx| tx.software_in_use(facility));
    let mine = [
        used(facility, "1", period(day, None), whole),
        used(facility, "2", period(day, Some(day)), None),
    ];
    assert_eq!(of(Some(facility)), mine);
    let [first, second] = mine;
    assert_eq!(
        of(None),
        [first, second, used(other, "1", period(FIRST_DAY, None), whole)]
    );
    write(store, |tx| {
        tx.put_software_in_use(facility, ("Zorg", "1"), Some(period(day, Some(day))), at(2))?;
        tx.put_software_in_use(facility, ("Zorg", "2"), None, at(2))?;
        tx.put_attested_software(("Zorg", "1"), None, at(2))
    });
    assert_eq!(of(Some(facility)), [used(facility, "1", period(day, Some(day)), None)]);
}
