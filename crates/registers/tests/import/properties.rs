//! Register files of any content: never a panic, never a person's number in a fault; what is written as CSV
//! is read back.

use identifiers::Ssin;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use registers::import::{RegisterFile, RegisterFiles, Registers, read_registers};

/// Reads the same bytes as each of the files, and checks what no fault may do.
fn read_as_every_file(bytes: &[u8]) {
    let read = read_registers(&RegisterFiles::of(|_| Some(bytes)));
    if let Err(rejected) = read {
        let text = format!("{rejected} {rejected:?}");
        let run = text.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
        assert!(run.is_none_or(|digits| digits < 11), "a number of 11 digits in: {text}");
        for fault in &rejected.faults {
            assert!(RegisterFile::from_name(&fault.file).is_some());
        }
    }
}

/// Bytes that look like a register file: a right header, then fields that are often right.
fn likely_file() -> impl Strategy<Value = (RegisterFile, Vec<u8>)> {
    let field = prop_oneof![
        select(vec![
            "",
            " ",
            "85073003328",
            "8507300332",
            "79010100183",
            "180",
            "100",
            "OFFICIAL",
            "OBLIGATORY",
            "DAY",
            "2024-01-01",
            "2023-12-31",
            "2024-02-30",
            "IBW",
            "10000001",
            "73100188000",
            "0411000183",
            "970012",
            "yes",
            "BE74001100000107",
            "\"",
            "\"a,b\"",
            "a\nb",
            "\r",
            "é",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
        vec(any::<u8>(), 0..6),
    ];
    let file = select(RegisterFile::ALL.to_vec());
    (file, vec(vec(field, 0..12), 0..12), select(vec!["\n", "\r\n", "\r"])).prop_map(|(file, lines, end)| {
        let mut bytes = file.columns().join(",").into_bytes();
        for line in lines {
            bytes.extend_from_slice(end.as_bytes());
            bytes.extend_from_slice(&line.join(&b','));
        }
        (file, bytes)
    })
}

fn ssin() -> impl Strategy<Value = String> {
    (0..1_000_000_000_u64).prop_map(|body| format!("{body:09}{:02}", 97 - body % 97))
}

fn date() -> impl Strategy<Value = String> {
    (1990..2030_i16, 1..=12_i8, 1..=28_i8).prop_map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
}

/// Text of one line with everything that CSV must quote, without white space at its ends.
fn text() -> impl Strategy<Value = String> {
    "[a-zA-Zé\",; ]{0,12}".prop_map(|text| text.trim().to_owned())
}

/// The fields of one member behind the number.
fn member() -> impl Strategy<Value = Vec<String>> {
    let birth = option::of(date()).prop_map(Option::unwrap_or_default);
    let obligation = select(vec!["OBLIGATORY", "VOLUNTARY", "RESTRICTIVE", "FORBIDDEN", "PROTOCOL"]);
    let insurer = select(vec!["", "100", "200", "300", "400", "500", "600", "900"]);
    let income = select(vec!["", "STANDARD", "INCREASED"]);
    (text(), birth, obligation, insurer, income, text(), text(), text()).prop_map(
        |(name, birth, obligation, insurer, income, street, code, city)| {
            let death = if birth.is_empty() { "" } else { "2030-01-01" };
            [
                &*name, &*birth, death, obligation, insurer, income, &*street, &*code, &*city, "BE",
            ]
            .map(str::to_owned)
            .to_vec()
        },
    )
}

/// A file as a writer of CSV writes it, with either line end and with or without a byte order mark.
fn csv_bytes(file: RegisterFile, rows: &[Vec<String>], crlf: bool, mark: bool) -> Vec<u8> {
    let mut bytes = if mark { b"\xEF\xBB\xBF".to_vec() } else { Vec::new() };
    let terminator = if crlf {
        csv::Terminator::CRLF
    } else {
        csv::Terminator::Any(b'\n')
    };
    let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(&mut bytes);
    writer.write_record(file.columns()).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.flush().unwrap();
    drop(writer);
    bytes
}

/// The members of a delivery as the fields of members.csv.
fn member_fields(registers: &Registers) -> Vec<Vec<String>> {
    let date = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let row = |row: &registers::import::MemberRow| {
        let (details, address) = (&row.details, row.details.address.clone());
        vec![
            row.ssin.to_digits(),
            details.name.clone().unwrap_or_default(),
            date(details.birth_date),
            date(details.deceased_on),
            details.obligation.code().to_owned(),
            details.insurer.map(|insurer| insurer.to_string()).unwrap_or_default(),
            details
                .income_category
                .map(|category| category.code().to_owned())
                .unwrap_or_default(),
            address.street.unwrap_or_default(),
            address.postal_code.unwrap_or_default(),
            address.city.unwrap_or_default(),
            address.country.unwrap_or_default(),
        ]
    };
    registers.members.iter().map(row).collect()
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in vec(any::<u8>(), 0..400)) {
        read_as_every_file(&bytes);
    }

    #[test]
    fn likely_bytes_are_read_without_panic((file, bytes) in likely_file()) {
        read_as_every_file(&bytes);
        let alone = read_registers(&RegisterFiles::of(|wanted| (wanted == file).then_some(bytes.as_slice())));
        prop_assert!(alone.is_err()); // the mandatory files are missing
    }

    #[test]
    fn what_is_written_is_read(
        members in proptest::collection::btree_map(ssin(), member(), 0..20),
        crlf: bool,
        mark: bool,
    ) {
        let rows: Vec<Vec<String>> =
            members.into_iter().map(|(ssin, rest)| std::iter::once(ssin).chain(rest).collect()).collect();
        let bytes = csv_bytes(RegisterFile::Members, &rows, crlf, mark);
        let headers = RegisterFile::ALL.map(|file| csv_bytes(file, &[], crlf, mark));
        let files = RegisterFiles::of(|wanted| match wanted {
            RegisterFile::Members => Some(&bytes),
            _ => RegisterFile::ALL.iter().position(|file| *file == wanted).map(|at| headers[at].as_slice()),
        });
        let registers = read_registers(&files).unwrap();
        prop_assert_eq!(member_fields(&registers), rows);
        for (row, line) in registers.members.iter().zip(2..) {
            prop_assert_eq!(row.line, line);
        }
        // The form that the journal keeps.
        let journalled = serde_json::to_string(&registers).unwrap();
        prop_assert_eq!(serde_json::from_str::<Registers>(&journalled).unwrap(), registers);
    }

    #[test]
    fn memberships_that_are_taken_never_overlap(
        periods in vec((0..3_usize, date(), option::of(date())), 0..12),
    ) {
        let persons = ["85073003328", "79010100183", "80020200280"];
        let rows: Vec<Vec<String>> = periods
            .iter()
            .map(|(person, from, to)| {
                let to = to.clone().unwrap_or_default();
                [persons[*person], "180", "OFFICIAL", from, &to].map(str::to_owned).to_vec()
            })
            .collect();
        // The judgement by definition: every pair of rows.
        let period = |from: &str, to: &Option<String>| {
            let to = to.as_ref().map(|to| to.parse().unwrap());
            identifiers::Period::new(from.parse().unwrap(), to).ok()
        };
        let right = periods.iter().enumerate().all(|(at, (person, from, to))| {
            period(from, to).is_some_and(|one| {
                periods[..at].iter().all(|(other_person, other_from, other_to)| {
                    person != other_person || period(other_from, other_to).is_none_or(|other| !one.overlaps(other))
                })
            })
        });
        let headers = RegisterFile::ALL.map(|file| csv_bytes(file, &[], false, false));
        let bytes = csv_bytes(RegisterFile::Memberships, &rows, false, false);
        let files = RegisterFiles::of(|wanted| match wanted {
            RegisterFile::Memberships => Some(&bytes),
            _ => RegisterFile::ALL.iter().position(|file| *file == wanted).map(|at| headers[at].as_slice()),
        });
        prop_assert_eq!(read_registers(&files).is_ok(), right);
    }
}

#[test]
fn the_journalled_form_of_every_row_is_read_back() {
    let contents = |file| match file {
        RegisterFile::Members => "85073003328,An,1985-07-30,,OBLIGATORY,100,STANDARD,,,,BE",
        RegisterFile::ReplacedSsins => "79010100183,85073003328,2022-01-01",
        RegisterFile::Memberships => "85073003328,180,OFFICIAL,2020-01-01,2020-12-31",
        RegisterFile::Premiums => "85073003328,2023,2023-03-01,6200",
        RegisterFile::Facilities => "10000001,73100188000,0411000183,De Linde,IBW,BE74001100000107,BPOTBEB1,yes,no",
        RegisterFile::Recognitions => "10000001,IBW,2015-01-01,,24",
        RegisterFile::Tariffs => "970012,DAY,IBW,10000001,WITH_INTELLECTUAL_DISABILITY,INCREASED,2024-01-01,,4321,Dag",
        RegisterFile::CareFunds => "180,0411000183,BE68539007547034,GKCCBEBB,021234567,info@example.be,",
    };
    let held = RegisterFile::ALL.map(|file| format!("{}\n{}\n", file.columns().join(","), contents(file)));
    let registers = read_registers(&RegisterFiles::of(|wanted| {
        RegisterFile::ALL
            .iter()
            .position(|file| *file == wanted)
            .map(|at| held[at].as_bytes())
    }))
    .unwrap();
    assert_eq!(registers.references(), []);
    assert!(Ssin::parse("85073003328").is_ok_and(|ssin| registers.members[0].ssin == ssin));
    let journalled = serde_json::to_string(&registers).unwrap();
    assert_eq!(serde_json::from_str::<Registers>(&journalled).unwrap(), registers);
}
