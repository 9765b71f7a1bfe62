//! `zorgkas trust …`: certificates that the agency binds, replaces and revokes, and software that it attests.

use std::path::Path;

use app::{App, NewCertificate, Problem, SoftwareOnDays};
use identifiers::{CareFundNumber, FacilityId, HcoNumber, Period};
use jiff::Timestamp;
use regulation::Law;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use store::{BoundCertificate, CertificateOwner, ContentHash};
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::time::Time;

use crate::args::{TrustBind, TrustCertificates, TrustCommand, TrustRevoke, TrustSoftware, TrustUse};
use crate::output::{Failure, Output, Status};
use crate::workplace::{existing_store, operator, read};

pub(crate) fn run(command: &TrustCommand, law: Law, output: &mut Output) -> Result<Status, Failure> {
    let place: &Path = match command {
        TrustCommand::Bind(asked) => &asked.data,
        TrustCommand::Revoke(asked) => &asked.data,
        TrustCommand::Certificates(asked) => &asked.data,
        TrustCommand::Attest(asked) => &asked.data,
        TrustCommand::Use(asked) => &asked.software.data,
        TrustCommand::Software(asked) => &asked.data,
    };
    let store = existing_store(place)?;
    let app = App::new(store.as_ref(), law);
    match command {
        TrustCommand::Bind(asked) => bind(&app, asked, output)?,
        TrustCommand::Revoke(asked) => revoke(&app, asked, output)?,
        TrustCommand::Certificates(asked) => certificates(&app, asked, output)?,
        TrustCommand::Attest(asked) => {
            app.attest_software(&operator(crate::clock::now()), &on_days(asked)?)?;
            output.line(format!("{} {}: {}", asked.name, asked.version, days(asked)?))?;
        }
        TrustCommand::Use(asked) => use_software(&app, asked, output)?,
        TrustCommand::Software(_) => software(&app, output)?,
    }
    Ok(Status::Done)
}

fn bind(app: &App<'_>, asked: &TrustBind, output: &mut Output) -> Result<(), Failure> {
    let context = operator(crate::clock::now());
    let der = der_of(&asked.certificate)?;
    let unread = |error: &dyn std::fmt::Display| {
        Failure::WrongUse(format!(
            "{}: this is no certificate: {error}",
            asked.certificate.display()
        ))
    };
    let parsed = Certificate::from_der(&der).map_err(|error| unread(&error))?;
    let parsed = parsed.tbs_certificate();
    let moment = |time: Time| {
        let seconds = i64::try_from(time.to_unix_duration().as_secs()).map_err(|error| unread(&error))?;
        Timestamp::from_second(seconds).map_err(|error| unread(&error))
    };
    let facility = asked.facility.as_deref().map(|hco| facility(app, hco)).transpose()?;
    let fund = asked.fund.as_deref().map(CareFundNumber::parse).transpose();
    let new = NewCertificate {
        fingerprint: ContentHash::of(&der),
        subject: parsed.subject().to_string(),
        issuer: parsed.issuer().to_string(),
        valid_from: moment(parsed.validity().not_before)?,
        valid_to: moment(parsed.validity().not_after)?,
        facility: facility.map(|facility| facility.0),
        fund: fund.map_err(|error| Failure::WrongUse(format!("--fund: {error}")))?,
        pinned: asked.pinned,
    };
    match &asked.replaces {
        Some(earlier) => app.replace_certificate(&context, fingerprint_of(earlier)?, &new)?,
        None => app.bind_certificate(&context, &new)?,
    };
    output.line(format!("{}\t{}", new.fingerprint, new.subject))
}

fn revoke(app: &App<'_>, asked: &TrustRevoke, output: &mut Output) -> Result<(), Failure> {
    let fingerprint = fingerprint_of(&asked.certificate)?;
    app.revoke_certificate(&operator(crate::clock::now()), fingerprint, &asked.reason)?;
    output.line(format!("{fingerprint}: revoked"))
}

fn certificates(app: &App<'_>, asked: &TrustCertificates, output: &mut Output) -> Result<(), Failure> {
    let context = operator(crate::clock::now());
    for one in app.certificates(&context, asked.ending)? {
        let state = state(&one, context.at);
        let owner = match one.owner {
            CertificateOwner::Facility(facility) => format!("facility {facility}"),
            CertificateOwner::Fund(fund) => format!("fund {fund}"),
            CertificateOwner::Agency => "agency".into(),
        };
        let fields = [
            one.fingerprint.to_string(),
            owner,
            one.subject,
            one.valid_to.to_string(),
            state,
        ];
        output.line(fields.join("\t"))?;
    }
    Ok(())
}

fn state(one: &BoundCertificate, now: Timestamp) -> String {
    match &one.end {
        Some(end) if end.replaced_by.is_some() => format!("replaced at {}", end.at),
        Some(end) => format!("revoked at {}: {}", end.at, end.reason),
        None if one.valid_to < now => "past its validity".into(),
        None if one.is_pinned => "pinned".into(),
        None => "in use".into(),
    }
}

fn use_software(app: &App<'_>, asked: &TrustUse, output: &mut Output) -> Result<(), Failure> {
    let facility = facility(app, &asked.facility)?;
    app.note_software_use(&operator(crate::clock::now()), facility, &on_days(&asked.software)?)?;
    let (name, version) = (&asked.software.name, &asked.software.version);
    output.line(format!(
        "{}: {name} {version}: {}",
        asked.facility,
        days(&asked.software)?
    ))
}

fn software(app: &App<'_>, output: &mut Output) -> Result<(), Failure> {
    let (attested, used) = app.software(&operator(crate::clock::now()))?;
    for one in attested {
        output.line(format!("attested\t{}\t{}\t{}", one.name, one.version, one.attested))?;
    }
    for one in used {
        output.line(format!(
            "facility {}\t{}\t{}\t{}",
            one.facility, one.name, one.version, one.used
        ))?;
    }
    Ok(())
}

fn period(asked: &TrustSoftware) -> Result<Option<Period>, Failure> {
    let Some(from) = asked.from else { return Ok(None) };
    let period = Period::new(from, asked.to);
    period
        .map(Some)
        .map_err(|error| Failure::WrongUse(format!("--to: {error}")))
}

fn on_days(asked: &TrustSoftware) -> Result<SoftwareOnDays, Failure> {
    Ok(SoftwareOnDays {
        name: asked.name.clone(),
        version: asked.version.clone(),
        days: period(asked)?,
    })
}

fn days(asked: &TrustSoftware) -> Result<String, Failure> {
    Ok(period(asked)?.map_or_else(|| "never".to_owned(), |period| period.to_string()))
}

fn facility(app: &App<'_>, number: &str) -> Result<FacilityId, Failure> {
    let hco = HcoNumber::parse(number).map_err(|error| Failure::WrongUse(format!("--facility: {error}")))?;
    let found = app.facility_by_hco(&operator(crate::clock::now()), &hco)?;
    Ok(found.ok_or_else(|| Problem::NotFound("a facility of this number".into()))?)
}

fn der_of(file: &Path) -> Result<CertificateDer<'static>, Failure> {
    let pem = read(file)?;
    CertificateDer::from_pem_slice(&pem)
        .map_err(|error| Failure::WrongUse(format!("{}: this is no certificate: {error}", file.display())))
}

/// What names a certificate: its fingerprint, or its file.
fn fingerprint_of(named: &str) -> Result<ContentHash, Failure> {
    match named.parse() {
        Ok(fingerprint) => Ok(fingerprint),
        Err(_) => Ok(ContentHash::of(&der_of(Path::new(named))?)),
    }
}
