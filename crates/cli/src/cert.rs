//! `zorgkas cert`: an authority of one's own, with certificates for trying out the interface for software.
//!
//! What stands in its folder is for tests: in production certificates come from the authorities that the agency lists.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use identifiers::{CareFundNumber, NihdiNumber, brussels_day};
use jiff::ToSpan;
use jiff::civil::Date;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, RevokedCertParams, SerialNumber,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use x509_cert::Certificate;
use x509_cert::der::Decode;

use crate::args::{CertAuthority, CertClient, CertCommand, CertRevoke, CertServer};
use crate::output::{Failure, Output, Status};
use crate::workplace::{make_folder, read, write};

/// The name of an authority that was made here: an issuer is known by it and by its key.
const AUTHORITY: &str = "Zorgkas test authority";

const CERTIFICATE: &str = "authority.pem";
const KEY: &str = "authority.key";
const REVOKED: &str = "revoked.pem";
/// The serial numbers on the list, one a line.
const SERIALS: &str = "revoked.txt";

/// For how many years a list of revoked certificates of tests holds.
const LIST_YEARS: i32 = 10;

pub(crate) fn run(command: &CertCommand, output: &mut Output) -> Result<Status, Failure> {
    let today = brussels_day(crate::clock::now());
    match command {
        CertCommand::Authority(asked) => authority(asked, today, output),
        CertCommand::Server(asked) => server(asked, today, output),
        CertCommand::Client(asked) => client(asked, today, output),
        CertCommand::Revoke(asked) => revoke(asked, today, output),
    }
}

fn authority(asked: &CertAuthority, today: Date, output: &mut Output) -> Result<Status, Failure> {
    make_folder(&asked.folder)?;
    let key = KeyPair::generate().map_err(unmade)?;
    // The key first: where there is an authority already, nothing is changed.
    write_new(&asked.folder.join(KEY), key.serialize_pem().as_bytes())?;
    let mut params = authority_params();
    valid(&mut params, today, asked.days)?;
    let certificate = params.self_signed(&key).map_err(unmade)?;
    write_new(&asked.folder.join(CERTIFICATE), certificate.pem().as_bytes())?;
    output.line(format!("{}", asked.folder.join(CERTIFICATE).display()))?;
    Ok(Status::Done)
}

fn server(asked: &CertServer, today: Date, output: &mut Output) -> Result<Status, Failure> {
    let mut params = CertificateParams::new(asked.hosts.clone()).map_err(unmade)?;
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let common = asked.hosts.first().cloned().unwrap_or_default();
    let file = asked.folder.join("server");
    sign(&asked.folder, params, &common, (today, asked.days), &file, output)
}

fn client(asked: &CertClient, today: Date, output: &mut Output) -> Result<Status, Failure> {
    let wrong = |what: &str, error: &dyn std::fmt::Display| Failure::WrongUse(format!("{what}: {error}"));
    let (common, file) = match (&asked.facility, &asked.fund) {
        (Some(nihdi), _) => {
            let nihdi = NihdiNumber::parse(nihdi).map_err(|error| wrong("--facility", &error))?;
            let number = nihdi.to_digits11();
            (format!("NIHII={number}"), format!("facility-{number}"))
        }
        (None, Some(fund)) => {
            let fund = CareFundNumber::parse(fund).map_err(|error| wrong("--fund", &error))?;
            (format!("VSB-FUND={fund}"), format!("fund-{fund}"))
        }
        (None, None) => ("VSB-AGENCY".to_owned(), "agency".to_owned()),
    };
    let mut params = CertificateParams::default();
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let file = asked.folder.join(file);
    sign(&asked.folder, params, &common, (today, asked.days), &file, output)
}

/// Signs a certificate with a new key, and writes both; neither is ever written over.
fn sign(
    folder: &Path,
    mut params: CertificateParams,
    common: &str,
    (today, days): (Date, u16),
    file: &Path,
    output: &mut Output,
) -> Result<Status, Failure> {
    let issuer = issuer(folder)?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, common);
    params.serial_number = Some(SerialNumber::from_slice(&crate::chance::bytes::<16>()?));
    params.use_authority_key_identifier_extension = true;
    valid(&mut params, today, days)?;
    let key = KeyPair::generate().map_err(unmade)?;
    let certificate = params.signed_by(&key, &issuer).map_err(unmade)?;
    let (certificate_file, key_file) = (file.with_added_extension("pem"), file.with_added_extension("key"));
    write_new(&key_file, key.serialize_pem().as_bytes())?;
    write_new(&certificate_file, certificate.pem().as_bytes())?;
    output.line(format!("{}", certificate_file.display()))?;
    Ok(Status::Done)
}

fn revoke(asked: &CertRevoke, today: Date, output: &mut Output) -> Result<Status, Failure> {
    let issuer = issuer(&asked.folder)?;
    let unread = |error: &dyn std::fmt::Display| {
        Failure::WrongUse(format!(
            "{}: this is no certificate: {error}",
            asked.certificate.display()
        ))
    };
    let pem = read(&asked.certificate)?;
    let der = CertificateDer::from_pem_slice(&pem).map_err(|error| unread(&error))?;
    let certificate = Certificate::from_der(&der).map_err(|error| unread(&error))?;
    let serial = certificate
        .tbs_certificate()
        .serial_number()
        .to_string()
        .replace(':', "");
    let list = asked.folder.join(SERIALS);
    let mut serials = match std::fs::read_to_string(&list) {
        Ok(known) => known.lines().map(str::to_owned).collect(),
        Err(_) => Vec::new(),
    };
    if !serials.contains(&serial) {
        serials.push(serial);
    }
    let (year, month, day) = parts(today);
    let revoked = serials.iter().map(|serial| {
        Ok(RevokedCertParams {
            serial_number: SerialNumber::from_slice(&bytes_of(serial, &list)?),
            revocation_time: rcgen::date_time_ymd(year, month, day),
            reason_code: None,
            invalidity_date: None,
        })
    });
    let revoked_certs = revoked.collect::<Result<_, Failure>>()?;
    let params = CertificateRevocationListParams {
        this_update: rcgen::date_time_ymd(year, month, day),
        next_update: rcgen::date_time_ymd(year + LIST_YEARS, month, day.min(28)),
        crl_number: u64::try_from(serials.len()).unwrap_or(u64::MAX).into(),
        issuing_distribution_point: None,
        revoked_certs,
        key_identifier_method: KeyIdMethod::Sha256,
    };
    let crl = params.signed_by(&issuer).and_then(|crl| crl.pem()).map_err(unmade)?;
    write(&asked.folder.join(REVOKED), crl.as_bytes())?;
    write(&list, (serials.join("\n") + "\n").as_bytes())?;
    output.line(format!("{} on the list", serials.len()))?;
    Ok(Status::Done)
}

fn authority_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, AUTHORITY);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// The authority of a folder, to sign with.
fn issuer(folder: &Path) -> Result<Issuer<'static, KeyPair>, Failure> {
    let file = folder.join(KEY);
    let pem = String::from_utf8(read(&file)?).map_err(|_| not_ours(&file))?;
    let key = KeyPair::from_pem(&pem).map_err(|_| not_ours(&file))?;
    Ok(Issuer::new(authority_params(), key))
}

fn not_ours(file: &Path) -> Failure {
    Failure::WrongUse(format!(
        "{}: this is no key of an authority; make one with `zorgkas cert authority`",
        file.display()
    ))
}

/// Valid from yesterday, so that clocks need not agree, for so many days.
fn valid(params: &mut CertificateParams, today: Date, days: u16) -> Result<(), Failure> {
    let last = today
        .checked_add(i64::from(days).days())
        .map_err(|error| Failure::WrongUse(format!("--days: {error}")))?;
    let (year, month, day) = parts(today.saturating_sub(1.day()));
    params.not_before = rcgen::date_time_ymd(year, month, day);
    let (year, month, day) = parts(last);
    params.not_after = rcgen::date_time_ymd(year, month, day);
    Ok(())
}

/// Year, month and day as the library of certificates takes them.
fn parts(day: Date) -> (i32, u8, u8) {
    (day.year().into(), day.month().unsigned_abs(), day.day().unsigned_abs())
}

fn bytes_of(hex: &str, list: &Path) -> Result<Vec<u8>, Failure> {
    let pairs = hex.as_bytes().chunks(2).map(|pair| {
        let text = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(text, 16).ok()
    });
    let read: Option<Vec<u8>> = pairs.collect();
    read.ok_or_else(|| Failure::WrongUse(format!("{}: {hex:?} is no serial number", list.display())))
}

fn unmade(error: rcgen::Error) -> Failure {
    Failure::WrongUse(format!("no certificate can be made: {error}"))
}

/// Writes a file that only its owner reads; one that is there is left alone.
fn write_new(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let written = options.open(file).and_then(|mut open| open.write_all(bytes));
    written.map_err(|error| Failure::file(file, &error))
}
