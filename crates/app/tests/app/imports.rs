//! Registers: the same delivery twice, all or nothing, and numbers that were replaced.

use app::Problem;
use jiff::civil::date;
use registers::import::{MemberRow, RegisterFile, RegisterFiles, Registers, ReplacedSsinRow};
use store::Store;

use super::fixture::{World, digits, fund, nihdi, operator, registers, ssin};

/// The files of a small delivery; `premium` is the last line of premiums.csv.
fn files(premium: &str) -> Vec<(RegisterFile, Vec<u8>)> {
    let text = [
        (
            RegisterFile::Members,
            format!(
                "ssin,name,birth_date,deceased_on,obligation,insurer,income_category,street,postal_code,city,country\n\
                 {},Zoë,1985-07-30,,OBLIGATORY,100,STANDARD,Dorp 1,9000,Gent,BE\n",
                digits(10)
            ),
        ),
        (
            RegisterFile::ReplacedSsins,
            format!("old_ssin,new_ssin,from\n{},{},2024-01-01\n", digits(11), digits(10)),
        ),
        (
            RegisterFile::Memberships,
            format!("ssin,fund,kind,from,to\n{},380,OFFICIAL,2020-01-01,\n", digits(11)),
        ),
        (
            RegisterFile::Premiums,
            format!(
                "ssin,year,paid_on,cents\n{},2023,2023-05-01,6200\n{premium}",
                digits(10)
            ),
        ),
        (
            RegisterFile::Facilities,
            format!(
                "hco,nihdi,cbe,name,sector,iban,bic,circle_of_trust,attested\n\
                 20000001,{},0411000183,De Nieuwe,IBW,BE74001100000107,,yes,yes\n",
                nihdi(9)
            ),
        ),
        (
            RegisterFile::Recognitions,
            "hco,sector,from,to,places\n20000001,IBW,2015-01-01,2019-12-31,10\n20000001,IBW,2020-01-01,,20\n"
                .to_owned(),
        ),
        (
            RegisterFile::Tariffs,
            "code,kind,sector,hco,user_type,income_category,from,to,cents,description_nl\n\
             970012,DAY,IBW,20000001,,,2024-01-01,,5000,Dag\n970012,DAY,IBW,,,,2024-01-01,,4400,Dag\n"
                .to_owned(),
        ),
        (
            RegisterFile::CareFunds,
            "number,cbe,iban,bic,phone,email,website\n380,0411000183,BE68539007547034,,,,\n".to_owned(),
        ),
    ];
    text.into_iter().map(|(file, text)| (file, text.into_bytes())).collect()
}

fn delivery(files: &[(RegisterFile, Vec<u8>)]) -> RegisterFiles<'_> {
    RegisterFiles::of(|file| {
        files
            .iter()
            .find(|(name, _)| *name == file)
            .map(|(_, bytes)| bytes.as_slice())
    })
}

#[test]
fn the_same_delivery_twice_changes_nothing_and_writes_nothing() {
    let world = World::new();
    let files = files("");
    let first = world
        .app()
        .import_registers(&operator(), &delivery(&files))
        .expect("it is taken in");
    assert!(first.changed());
    assert_eq!(
        (
            first.new_persons,
            first.replaced_ssins,
            first.memberships,
            first.premiums
        ),
        (1, 1, 1, 1)
    );
    assert_eq!(
        (first.facilities, first.recognitions, first.tariffs, first.care_funds),
        (1, 1, 2, 1)
    );
    let before = world.journal();
    assert_eq!(
        before.last().map(|entry| entry.use_case.as_str()),
        Some("importRegisters")
    );
    let second = world
        .app()
        .import_registers(&operator(), &delivery(&files))
        .expect("it is taken in");
    assert!(!second.changed(), "{second:?}");
    let rows = world
        .app()
        .import_read(&operator(), &registers())
        .expect("it is taken in");
    assert_eq!(
        (rows.tariffs, rows.new_persons, rows.facilities),
        (1, 0, 0),
        "only the price that the delivery changed"
    );
    assert_eq!(world.journal().len(), before.len() + 1);
}

#[test]
fn one_bad_row_refuses_the_whole_delivery() {
    let bad_rows = [
        format!("{},2024,2024-05-01,many\n", digits(10)),
        format!("{},2024,2024-05-01,100\n", digits(99)),
        format!("{},2023,2024-05-01,100\n", digits(10)),
        "12345678901,2024,2024-05-01,100\n".to_owned(),
    ];
    for bad in bad_rows {
        let world = World::new();
        let problem = world.refused("import", |app| {
            app.import_registers(&operator(), &delivery(&files(&bad))).map(drop)
        });
        assert!(matches!(problem, Problem::InvalidInput(_)), "{problem}");
        let [issue] = problem.issues() else {
            panic!("one fault, not {:?}", problem.issues())
        };
        assert!(issue.detail.starts_with("premiums.csv line 3, column "), "{issue}");
        let mut tx = world.store.begin().expect("a transaction");
        assert!(tx.persons_by_ssin(&[ssin(10).as_number()]).expect("persons").is_empty());
        assert!(!tx.known_funds().expect("funds").contains(&fund("380")));
    }
}

#[test]
fn an_unknown_sector_refuses_the_whole_delivery() {
    let world = World::new();
    let mut rows = registers();
    rows.members.push(MemberRow {
        ssin: ssin(20),
        ..rows.members[0].clone()
    });
    rows.tariffs[0].sector = identifiers::SectorCode::parse("NOWHERE").expect("a code");
    let problem = world.refused("import", |app| app.import_read(&operator(), &rows));
    assert!(
        problem.to_string().contains("tariffs.csv line 2, column sector"),
        "{problem}"
    );
    let mut tx = world.store.begin().expect("a transaction");
    assert!(tx.persons_by_ssin(&[ssin(20).as_number()]).expect("persons").is_empty());
}

/// Two persons who were known apart are not made one in silence, nor is the row passed over.
#[test]
fn a_replacement_of_a_known_person_by_another_names_its_row() {
    let world = World::new();
    let member = |n| MemberRow {
        ssin: ssin(n),
        ..registers().members[0].clone()
    };
    let two = Registers {
        members: vec![member(30), member(31)],
        ..Registers::default()
    };
    world.app().import_read(&operator(), &two).expect("it is taken in");
    let link = Registers {
        replaced_ssins: vec![ReplacedSsinRow {
            line: 2,
            old_ssin: ssin(30),
            new_ssin: ssin(31),
            from: date(2023, 1, 1),
        }],
        ..Registers::default()
    };
    let problem = world.app().import_read(&operator(), &link).expect_err("two persons");
    assert!(
        problem
            .to_string()
            .contains("replaced_ssins.csv line 2, column new_ssin"),
        "{problem}"
    );
}

/// A chain of replacements may stand in any order, and its person be known by any of its numbers.
#[test]
fn every_number_of_a_chain_leads_to_its_person() {
    let step = |old, new, day| ReplacedSsinRow {
        line: 2,
        old_ssin: ssin(old),
        new_ssin: ssin(new),
        from: day,
    };
    let steps = [
        step(30, 31, date(2010, 1, 1)),
        step(31, 32, date(2020, 1, 1)),
        step(32, 33, date(2023, 1, 1)),
    ];
    for known_by in 30..=33 {
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]] {
            let world = World::new();
            let member = MemberRow {
                ssin: ssin(known_by),
                ..registers().members[0].clone()
            };
            let rows = Registers {
                members: vec![member],
                replaced_ssins: order.map(|n: usize| steps[n]).to_vec(),
                ..Registers::default()
            };
            let report = world.app().import_read(&operator(), &rows).expect("it is taken in");
            assert_eq!(
                (report.new_persons, report.replaced_ssins),
                (1, 3),
                "known by {known_by}, order {order:?}"
            );
            let numbers: Vec<u64> = (30..=33).map(|n| ssin(n).as_number()).collect();
            let found = {
                let mut tx = world.store.begin().expect("a transaction");
                tx.persons_by_ssin(&numbers).expect("persons")
            };
            assert_eq!(found.len(), 4);
            assert!(
                found.values().all(|person| person.ssin == ssin(33)),
                "the last one is that of today"
            );
            let before = world.journal().len();
            let again = world.app().import_read(&operator(), &rows).expect("it is taken in");
            assert!(!again.changed(), "{again:?}");
            assert_eq!(world.journal().len(), before);
        }
    }
}
