//! A dossier as its facility's software sees it, who stands behind a certificate, and which prices hold.

use app::{Actor, CertificateHolder, Problem};
use identifiers::{CareFundNumber, NihdiNumber};
use jiff::civil::date;

use super::fixture::{World, at, operator};

#[test]
fn a_facility_sees_its_own_dossier_with_every_message() {
    let world = World::new();
    let dossier = world.stay(1, 0, 0);
    let app = world.app();
    let reference = app
        .dossier(&operator(), dossier)
        .unwrap()
        .reference
        .unwrap()
        .to_string();
    let mine = world.facility(0, "2024-04-01T09:00:00Z");
    let history = app.dossier_history(&mine, &reference).unwrap();
    assert_eq!(history.messages.len(), 1);
    assert_eq!(history.messages[0].kind, "REQUEST");
    assert_eq!(history.messages[0].answer["vsbReference"], reference.as_str());
    assert!(history.covered_start.is_some() && history.covered_end.is_some());
    world.journal();

    // Nothing of another facility leaks: it is as unknown as none.
    let others = world.facility(1, "2024-04-01T09:00:00Z");
    for (who, reference) in [(&others, reference.as_str()), (&mine, "VSB-0000-0099-02"), (&mine, "x")] {
        let problem = app.dossier_history(who, reference).unwrap_err();
        assert!(matches!(problem, Problem::NotFound(_)), "{reference}: {problem}");
    }
    for actor in [
        Actor::Operator,
        Actor::Agency,
        Actor::FundSystem(CareFundNumber::parse("180").unwrap()),
    ] {
        let context = app::Context {
            actor,
            at: at("2024-04-01T09:00:00Z"),
        };
        let problem = app.dossier_history(&context, &reference).unwrap_err();
        assert!(matches!(problem, Problem::Forbidden(_)), "{}: {problem}", context.actor);
    }
}

#[test]
fn a_certificate_is_the_facility_or_fund_that_is_known() {
    let world = World::new();
    let app = world.app();
    let mut tx = world.store.begin().unwrap();
    let facility = tx.facility(world.facilities[0]).unwrap().unwrap();
    drop(tx);
    let named = app.actor_of(CertificateHolder::Facility(facility.nihdi)).unwrap();
    assert_eq!(named, Actor::Facility(facility.id));
    let short = NihdiNumber::parse(&facility.nihdi.to_digits11()[..8]).unwrap();
    assert_eq!(app.actor_of(CertificateHolder::Facility(short)).unwrap(), named);
    let fund = CareFundNumber::parse("180").unwrap();
    assert_eq!(
        app.actor_of(CertificateHolder::Fund(fund)).unwrap(),
        Actor::FundSystem(fund)
    );
    assert_eq!(app.actor_of(CertificateHolder::Agency).unwrap(), Actor::Agency);
    let nobody = NihdiNumber::parse("73199902004")
        .or_else(|_| NihdiNumber::parse("18334780004"))
        .unwrap();
    let unknown_fund = CareFundNumber::parse("999");
    let problems = [
        Some(app.actor_of(CertificateHolder::Facility(nobody))),
        unknown_fund
            .ok()
            .map(|fund| app.actor_of(CertificateHolder::Fund(fund))),
    ];
    for problem in problems.into_iter().flatten() {
        assert!(matches!(problem, Err(Problem::Forbidden(_))), "{problem:?}");
    }
}

#[test]
fn a_facility_sees_the_prices_of_its_sector_and_its_own() {
    let world = World::new();
    let app = world.app();
    let all = app.prices_on(&operator(), date(2024, 3, 1)).unwrap();
    let mine = app
        .prices_on(&world.facility(0, "2024-03-01T09:00:00Z"), date(2024, 3, 1))
        .unwrap();
    assert!(!mine.is_empty() && mine.len() <= all.len());
    let sectors: std::collections::BTreeSet<&str> = mine.iter().map(|price| price.sector.as_str()).collect();
    assert_eq!(sectors.len(), 1, "{sectors:?}");
    assert!(app.prices_on(&operator(), date(1990, 1, 1)).unwrap().is_empty());
}
