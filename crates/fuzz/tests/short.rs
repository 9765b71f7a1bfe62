//! A short run of every fuzz target, on samples damaged at random, and what once broke one.
#![allow(clippy::unwrap_used, reason = "test code")]

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

/// How many damaged samples a short run tries on each target; `PROPTEST_CASES` tries more.
const CASES: u32 = 3000;

/// One way of damaging bytes. Places are shares of the length, so that they mean something at every size.
#[derive(Debug, Clone)]
enum Damage {
    Set(f64, u8),
    Insert(f64, Vec<u8>),
    Remove(f64, usize),
    CutOff(f64),
    /// A part once more, somewhere else.
    Copy(f64, usize, f64),
    /// A byte that its format gives a meaning.
    Mark(f64, u8),
}

fn damage() -> impl Strategy<Value = Damage> {
    let place = || 0.0..=1.0_f64;
    let mark = prop::sample::select(b"\0\t\n\r \"&'+,-./0:;<=>?[\\]{}\x7f\x80\xc3\xff".to_vec());
    prop_oneof![
        3 => (place(), any::<u8>()).prop_map(|(at, byte)| Damage::Set(at, byte)),
        3 => (place(), mark).prop_map(|(at, byte)| Damage::Mark(at, byte)),
        2 => (place(), prop::collection::vec(any::<u8>(), 1..8)).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        2 => (place(), 1..400_usize).prop_map(|(at, count)| Damage::Remove(at, count)),
        1 => place().prop_map(Damage::CutOff),
        2 => (place(), 1..800_usize, place()).prop_map(|(from, count, to)| Damage::Copy(from, count, to)),
    ]
}

#[expect(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a place in a file, as a share of its length"
)]
fn place(share: f64, length: usize) -> usize {
    ((share * length as f64) as usize).min(length)
}

fn damaged(mut bytes: Vec<u8>, all: &[Damage]) -> Vec<u8> {
    for one in all {
        let length = bytes.len();
        match one {
            Damage::Set(at, byte) | Damage::Mark(at, byte) => {
                if let Some(there) = bytes.get_mut(place(*at, length)) {
                    *there = *byte;
                }
            }
            Damage::Insert(at, new) => drop(bytes.splice(place(*at, length)..place(*at, length), new.iter().copied())),
            Damage::Remove(at, count) => {
                let from = place(*at, length);
                drop(bytes.drain(from..(from + count).min(length)));
            }
            Damage::CutOff(at) => bytes.truncate(place(*at, length)),
            Damage::Copy(from, count, to) => {
                let from = place(*from, length);
                let part = bytes[from..(from + count).min(length)].to_vec();
                let to = place(*to, length);
                drop(bytes.splice(to..to, part));
            }
        }
    }
    bytes
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Feeds a target each sample as it is, and samples that were damaged.
fn run(target: fn(&[u8]), samples: &[Vec<u8>]) {
    for sample in samples {
        target(sample);
    }
    let input = (
        prop::sample::select(samples.to_vec()),
        prop::collection::vec(damage(), 1..6),
    );
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    let config = ProptestConfig {
        cases: asked.unwrap_or(CASES),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let tried = TestRunner::new(config).run(&input, |(sample, all)| {
        target(&damaged(sample, &all));
        Ok(())
    });
    tried.unwrap();
}

/// The first invoices of the sample: small enough to be read often.
fn sending() -> Vec<u8> {
    let mut bytes = fs::read(repository("samples/ibw-2024-03/batches/10000001-180-2024-03.920000")).unwrap();
    bytes.truncate(227 + 350 * 30);
    bytes
}

fn whole_sending() -> Vec<u8> {
    fs::read(repository("samples/ibw-2024-03/batches/10000001-180-2024-03.920000")).unwrap()
}

fn as_json() -> Vec<u8> {
    let mut sending = invoice_file::read_sending(whole_sending().as_slice())
        .unwrap()
        .sending
        .unwrap();
    sending.invoices.truncate(2);
    sending.lines.truncate(sending.invoices[1].lines.end);
    let mut bytes = Vec::new();
    invoice_file::write_json(&sending, &mut bytes).unwrap();
    bytes
}

fn bank_files() -> Vec<Vec<u8>> {
    let status = "<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>\
         <OrgnlGrpInfAndSts><OrgnlMsgId>ZK180-ORDER-1</OrgnlMsgId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>\
         <OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>ZK180-000000000101</OrgnlEndToEndId><TxSts>RJCT</TxSts>\
         <StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Gesloten &amp; weg</AddtlInf></StsRsnInf></TxInfAndSts>\
         </OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>";
    let statement = "<Document><BkToCstmrStmt><Stmt><Ntry><Amt Ccy=\"EUR\">1339.51</Amt><CdtDbtInd>DBIT</CdtDbtInd>\
         <Sts><Cd>BOOK</Cd></Sts><NtryDtls><TxDtls><Refs><EndToEndId>ZK180-000000000101</EndToEndId></Refs>\
         <Amt Ccy=\"EUR\">1339.51</Amt><RmtInf><Strd><CdtrRefInf><Ref>000000000101</Ref></CdtrRefInf></Strd></RmtInf>\
         </TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>";
    [status, statement].map(|text| text.as_bytes().to_vec()).to_vec()
}

#[test]
fn invoice_files() {
    run(
        fuzz::invoice_file,
        &[sending(), whole_sending()[..227 + 350 * 3].to_vec()],
    );
}

#[test]
fn batches_as_json() {
    run(fuzz::json_batch, &[as_json()]);
}

#[test]
fn batches_of_either_form() {
    run(fuzz::batch, &[sending(), as_json()]);
}

#[test]
fn register_files() {
    let folder = repository("samples/ibw-2024-03/registers");
    let files: Vec<Vec<u8>> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| fs::read(entry.unwrap().path()).unwrap())
        .collect();
    run(fuzz::registers, &files);
}

#[test]
fn files_of_the_bank() {
    run(fuzz::bank_file, &bank_files());
}

#[test]
fn care_messages() {
    let folder = repository("samples/ibw-2024-03/requests");
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for line in text.lines().take(5) {
            // What a transport adds is no part of the message.
            let mut message: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
            message.remove("receivedAt");
            assert!(care::CareRequest::from_object(&message).is_ok(), "{line}");
            lines.push(serde_json::to_vec(&message).unwrap());
        }
    }
    run(fuzz::care_message, &lines);
}

/// Deep nesting, in every format that nests: refused, without a stack that overflows.
#[test]
fn a_hundred_thousand_levels() {
    let deep = |open: &str| open.repeat(100_000).into_bytes();
    fuzz::bank_file(&deep("<a>"));
    fuzz::json_batch(&deep("{\"invoices\":["));
    fuzz::json_batch(&deep("{\"facility\":{"));
    fuzz::care_message(&deep("{\"contact\":"));
    fuzz::care_message(&deep("["));
}
