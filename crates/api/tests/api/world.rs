//! A server with the sample's registers, and who may call it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use api::{Door, Limits, Room, Service, Sources, SubjectPatterns, Tls};
use app::{Actor, App, Context, FundRole};
use http_body_util::BodyExt;
use identifiers::{BatchId, CareFundNumber};
use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer, DnType, IsCa, KeyIdMethod,
    KeyPair, KeyUsagePurpose, RevokedCertParams, SerialNumber,
};
use registers::import::RegisterFiles;
use regulation::Law;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use store::Store;
use store_sqlite::SqliteStore;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tower::ServiceExt;
use uuid::Uuid;

/// The facility of the sample, and one beside it that has nobody's trust.
pub const SAMPLE: &str = "CN=NIHII=73100188000";
pub const OTHER: &str = "CN=NIHII=73100287000";
pub const UNTRUSTED: &str = "CN=NIHII=73100386000";
/// A psychiatric care home, whose persons pay a share of their own.
pub const PVT: &str = "CN=NIHII=73200158000";

/// When everything happens, unless a test moves the clock.
pub const NOW: &str = "2024-03-08T09:00:00+01:00";

/// An authority that signs clients.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate with its key, as PEM.
#[derive(Clone)]
pub struct Identity {
    pub certificate: String,
    pub key: String,
    serial: SerialNumber,
}

impl Identity {
    /// The certificate as bytes.
    pub fn der(&self) -> Vec<u8> {
        CertificateDer::from_pem_slice(self.certificate.as_bytes())
            .unwrap()
            .to_vec()
    }
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// Signs a certificate for a subject `CN=…`, valid from one year to another.
    pub fn sign_between(&self, subject: &str, years: (i32, i32), serial: u64) -> Identity {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let name = subject.strip_prefix("CN=").unwrap();
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, name);
        params.not_before = rcgen::date_time_ymd(years.0, 1, 1);
        params.not_after = rcgen::date_time_ymd(years.1, 1, 1);
        params.serial_number = Some(serial.into());
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        Identity {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
            serial: serial.into(),
        }
    }

    pub fn sign(&self, subject: &str, serial: u64) -> Identity {
        self.sign_between(subject, (2020, 2099), serial)
    }

    pub fn revoke(&self, identity: &Identity) -> String {
        let params = CertificateRevocationListParams {
            this_update: rcgen::date_time_ymd(2024, 1, 1),
            next_update: rcgen::date_time_ymd(2099, 1, 1),
            crl_number: 1_u64.into(),
            issuing_distribution_point: None,
            revoked_certs: vec![RevokedCertParams {
                serial_number: identity.serial.clone(),
                revocation_time: rcgen::date_time_ymd(2024, 1, 1),
                reason_code: None,
                invalidity_date: None,
            }],
            key_identifier_method: KeyIdMethod::Sha256,
        };
        params.signed_by(&self.0).unwrap().pem().unwrap()
    }
}

/// A server, and what a test needs of it.
pub struct World {
    pub address: SocketAddr,
    pub store: Arc<dyn Store>,
    pub authority: Authority,
    pub server_authority: String,
    pub clock: Arc<Mutex<Timestamp>>,
    pub log: Arc<Mutex<Vec<String>>>,
    service: Service,
    serials: AtomicU64,
    stop: Option<oneshot::Sender<()>>,
    served: Option<tokio::task::JoinHandle<()>>,
}

impl World {
    pub async fn new() -> Self {
        Self::with(|_| String::new(), Limits::default(), Room::default()).await
    }

    /// A server with a list of revoked certificates, made by the authority of clients.
    pub async fn with(revoked: impl FnOnce(&Authority) -> String, limits: Limits, room: Room) -> Self {
        let tls = |server: &Identity, clients: &[u8], revoked: &[u8]| {
            let tls = Tls {
                certificate: server.certificate.as_bytes(),
                key: server.key.as_bytes(),
                clients,
                revoked,
            };
            Door::Tls(tls.config().unwrap())
        };
        Self::behind(revoked, tls, limits, room).await
    }

    /// The same behind a door, made of the server's certificate, the authority of clients and its list.
    pub async fn behind(
        revoked: impl FnOnce(&Authority) -> String,
        door: impl FnOnce(&Identity, &[u8], &[u8]) -> Door,
        limits: Limits,
        room: Room,
    ) -> Self {
        let authority = Authority::new("Clients");
        let revoked = revoked(&authority);
        let servers = Authority::new("Servers");
        let server = servers.sign("CN=localhost", 1);
        let door = door(&server, authority.pem().as_bytes(), revoked.as_bytes());
        let (_, door) = watch::channel(door);
        let store: Arc<dyn Store> = Arc::new(SqliteStore::in_memory(NOW.parse().unwrap()).unwrap());
        take_registers(store.as_ref());
        let clock = Arc::new(Mutex::new(NOW.parse::<Timestamp>().unwrap()));
        let log = Arc::new(Mutex::new(Vec::new()));
        let ids = AtomicU64::new(0);
        let sources = Sources {
            clock: Box::new({
                let clock = Arc::clone(&clock);
                move || *clock.lock().unwrap()
            }),
            new_id: Box::new(move || Uuid::from_u128(ids.fetch_add(1, Ordering::Relaxed).into())),
            log: Box::new({
                let log = Arc::clone(&log);
                move |line| log.lock().unwrap().push(line.to_owned())
            }),
        };
        let service = Service::new(
            Arc::clone(&store),
            Law::embedded(),
            SubjectPatterns::default(),
            sources,
            room,
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let served = tokio::spawn(api::serve(listener, door, service.clone(), limits, async {
            let _ = stopped.await;
        }));
        Self {
            address,
            store,
            authority,
            server_authority: servers.pem(),
            clock,
            log,
            service,
            serials: AtomicU64::new(100),
            stop: Some(stop),
            served: Some(served),
        }
    }

    /// A certificate of the authority that the server trusts.
    pub fn identity(&self, subject: &str) -> Identity {
        self.authority
            .sign(subject, self.serials.fetch_add(1, Ordering::Relaxed))
    }

    /// What whoever watches the server sees.
    pub async fn figures(&self) -> String {
        let request = hyper::Request::get("/metrics").body(axum::body::Body::empty()).unwrap();
        let answer = api::metrics(self.service.clone()).oneshot(request).await.unwrap();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    pub fn set_clock(&self, at: &str) {
        *self.clock.lock().unwrap() = at.parse().unwrap();
    }

    /// The people of fund 180 sign batch 1, and order what the fund owes.
    pub fn settle_and_order(&self) {
        let app = App::new(self.store.as_ref(), Law::embedded());
        let by = |role, name: &str| Context {
            actor: Actor::Employee {
                fund: CareFundNumber::parse("180").unwrap(),
                role,
                name: name.to_owned(),
            },
            at: *self.clock.lock().unwrap(),
        };
        app.sign(&by(FundRole::Signatory, "an"), BatchId(1)).unwrap();
        let fund = CareFundNumber::parse("180").unwrap();
        app.pay(&by(FundRole::Payer, "jef"), fund).unwrap();
    }

    pub fn tell_to_stop(&mut self) -> tokio::task::JoinHandle<()> {
        drop(self.stop.take());
        self.served.take().unwrap()
    }
}

/// A file of the sample.
pub fn sample(file: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/ibw-2024-03");
    std::fs::read(folder.join(file)).unwrap()
}

/// The first request of the sample, without its moment of receipt.
pub fn sample_request() -> serde_json::Map<String, serde_json::Value> {
    let lines = String::from_utf8(sample("requests/requests.jsonl")).unwrap();
    let mut request: serde_json::Map<_, _> = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    request.remove("receivedAt");
    request
}

fn take_registers(store: &dyn Store) {
    let facilities = String::from_utf8(sample("registers/facilities.csv")).unwrap()
        + "10000002,73100287000,0411000282,Huis Beuk,IBW,BE74001100000107,BPOTBEB1,yes,yes\n\
           10000003,73100386000,0411000381,Huis Es,IBW,BE74001100000107,BPOTBEB1,no,yes\n\
           20000001,73200158000,0411000480,PVT Esdoorn,PVT,BE74001100000107,BPOTBEB1,yes,yes\n";
    let tariffs = String::from_utf8(sample("registers/tariffs.csv")).unwrap()
        + "763999,PERSONAL_SHARE,PVT,,,INCREASED,2024-01-01,,1234,Persoonlijk aandeel\n\
           763999,PERSONAL_SHARE,PVT,,,STANDARD,2024-01-01,,2345,Persoonlijk aandeel\n";
    let files: Vec<(&str, Vec<u8>)> = ["care_funds.csv", "members.csv", "memberships.csv", "recognitions.csv"]
        .map(|name| (name, sample(&format!("registers/{name}"))))
        .into_iter()
        .chain([
            ("facilities.csv", facilities.into_bytes()),
            ("tariffs.csv", tariffs.into_bytes()),
        ])
        .collect();
    let files = RegisterFiles::of(|wanted| {
        files
            .iter()
            .find(|(name, _)| *name == wanted.file_name())
            .map(|(_, bytes)| bytes.as_slice())
    });
    let context = Context {
        actor: Actor::Operator,
        at: "2024-01-02T00:00:00Z".parse().unwrap(),
    };
    App::new(store, Law::embedded())
        .import_registers(&context, &files)
        .unwrap();
}
