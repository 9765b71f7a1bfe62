//! Who may do what, written down a second time.

use super::*;

fn fund(number: &str) -> CareFundNumber {
    CareFundNumber::parse(number).expect("a fund")
}

#[test]
fn what_stands_in_the_journal_is_read_back() {
    let mut actors = vec![
        Actor::Operator,
        Actor::Agency,
        Actor::Facility(FacilityId(1)),
        Actor::Facility(FacilityId(i64::MAX)),
        Actor::FundSystem(fund("180")),
    ];
    for role in FundRole::ALL {
        for name in [
            "x",
            "Zoë van den Broeck",
            "",
            " ",
            "  two  blanks ",
            "line\nfeed",
            "fund 180 Payer x",
        ] {
            actors.push(Actor::Employee {
                fund: fund("280"),
                role,
                name: name.into(),
            });
        }
    }
    let name = String::from("Zoë van den Broeck");
    actors.extend(FacilityRole::ALL.map(|role| Actor::FacilityEmployee {
        facility: FacilityId(7),
        role,
        name: name.clone(),
    }));
    actors.extend(AgencyRole::ALL.map(|role| Actor::AgencyEmployee {
        role,
        name: name.clone(),
    }));
    for actor in actors {
        assert_eq!(actor.to_string().parse(), Ok(actor.clone()), "{actor}");
    }
    for text in [
        "",
        "Operator",
        "operator ",
        "agency x",
        "facility",
        "facility x",
        "facility 1 2",
        "facility 1 Payer x",
        "facility 1 Manager",
        "agency Payer x",
        "agency Auditor",
        "fund",
        "fund 180 Payer",
        "fund 18 Payer x",
        "fund 180 payer x",
        "fund  180 Payer x",
    ] {
        assert_eq!(text.parse::<Actor>(), Err(NoActor), "{text:?}");
    }
}

fn employee(number: &str, role: FundRole) -> Actor {
    Actor::Employee {
        fund: fund(number),
        role,
        name: "x".into(),
    }
}

/// Every action against every role of the facility whose thing it is, and of another.
#[test]
fn every_action_refuses_the_wrong_role_of_a_facility() {
    let owner = Owner {
        facility: Some(FacilityId(1)),
        fund: Some(fund("180")),
    };
    for (action, role) in Action::ALL
        .iter()
        .flat_map(|action| FacilityRole::ALL.map(|role| (*action, role)))
    {
        let expected = match action {
            Action::ReadDossier | Action::ReadBatch | Action::ReadTrust | Action::ReadReports => true,
            Action::AskInsuranceStatus => role != FacilityRole::Manager,
            Action::DeclareTrust => role == FacilityRole::Manager,
            Action::SendRequest => role == FacilityRole::Coordinator,
            Action::SendBatch => role == FacilityRole::BillingClerk,
            _ => false,
        };
        let at = |facility| Actor::FacilityEmployee {
            facility: FacilityId(facility),
            role,
            name: "x".into(),
        };
        assert_eq!(at(1).may(action, owner).is_ok(), expected, "{action:?} by {role:?}");
        assert!(at(2).may(action, owner).is_err(), "{action:?} by another facility");
    }
}

/// The rights of a fund's people, written down a second time.
fn is_right_of_a_fund(action: Action, role: FundRole) -> bool {
    match action {
        Action::ReadDossier | Action::ReadBatch | Action::WalkTrail => true,
        Action::AskInsuranceStatus
        | Action::ManageMembers
        | Action::Decide
        | Action::ReviewLines
        | Action::DecideLines => role == FundRole::CaseWorker,
        Action::ListZorgbudget => role != FundRole::Signatory,
        Action::SetControls => role == FundRole::CaseWorker || role == FundRole::Signatory,
        Action::ReadControls => role != FundRole::Payer,
        Action::ListPayments => role != FundRole::CaseWorker,
        Action::SignBatch => role == FundRole::Signatory,
        Action::MakeOrder | Action::TakeOrderFile | Action::RecordBankAnswer => role == FundRole::Payer,
        Action::ReadPerson | Action::ReadDiagnosis => {
            matches!(role, FundRole::CaseWorker | FundRole::Auditor)
        }
        Action::ReadLooks => role == FundRole::Auditor,
        Action::ManageAccounts
        | Action::BindCertificates
        | Action::AttestSoftware
        | Action::ManageWebhooks
        | Action::ReadEvents
        | Action::ImportRegisters
        | Action::SendRequest
        | Action::SendBatch
        | Action::RunJobs
        | Action::SetFourEyes
        | Action::DeclareTrust
        | Action::ReadTrust
        | Action::ReadReports => false,
    }
}

/// Every action against every kind of actor, for a thing of facility 1 and fund 180.
#[test]
fn every_action_refuses_the_wrong_role_fund_and_facility() {
    let owner = Owner {
        facility: Some(FacilityId(1)),
        fund: Some(fund("180")),
    };
    for action in Action::ALL {
        let may = |actor: Actor| actor.may(action, owner).is_ok();
        assert!(may(Actor::Operator), "{action:?}");
        assert_eq!(may(Actor::Agency), action == Action::ImportRegisters, "{action:?}");
        let of_facility = matches!(
            action,
            Action::AskInsuranceStatus
                | Action::SendRequest
                | Action::SendBatch
                | Action::ReadDossier
                | Action::ReadBatch
        );
        assert_eq!(may(Actor::Facility(FacilityId(1))), of_facility, "{action:?}");
        assert!(!may(Actor::Facility(FacilityId(2))), "{action:?} by another facility");
        for role in AgencyRole::ALL {
            let expected = match action {
                Action::ImportRegisters => role == AgencyRole::Registers || role == AgencyRole::Tariffs,
                Action::BindCertificates => role == AgencyRole::Registers,
                Action::AttestSoftware => role == AgencyRole::Attestation,
                Action::ReadTrust => role != AgencyRole::Tariffs,
                _ => false,
            };
            let who = Actor::AgencyEmployee { role, name: "x".into() };
            assert_eq!(may(who), expected, "{action:?} by {role:?}");
        }
        let by_system = matches!(
            action,
            Action::ManageMembers
                | Action::ListPayments
                | Action::TakeOrderFile
                | Action::ReadEvents
                | Action::RecordBankAnswer
                | Action::ReadBatch
        );
        assert_eq!(may(Actor::FundSystem(fund("180"))), by_system, "{action:?}");
        assert!(!may(Actor::FundSystem(fund("280"))), "{action:?} by another fund");
        for role in FundRole::ALL {
            let expected = is_right_of_a_fund(action, role);
            assert_eq!(may(employee("180", role)), expected, "{action:?} by {role:?}");
            assert!(!may(employee("280", role)), "{action:?} by another fund");
        }
    }
}
