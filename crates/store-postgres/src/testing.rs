//! Databases for tests: each made of a template in a throw-away cluster that the first test starts by itself.
//!
//! The cluster listens on a socket in the folder for temporary files alone, keeps nothing safe (`fsync=off`), and is
//! shared by every test process of this user. A watcher stops it and takes its files away half a minute after the last
//! of them has ended. Where `ZORGKAS_TEST_POSTGRES` holds the address of a running server (of a role that may make
//! databases and roles), that server is used instead. Nothing is ever skipped: without a server a test fails.

mod proxy;

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use identifiers::Month;
use jiff::Timestamp;
use store::{Store, StoreError, Transaction};

pub use proxy::Proxy;

use crate::scratch::{self, ScratchDatabase};
use crate::{PostgresStore, address, migrate};

/// The address of a running server to use.
pub const VARIABLE: &str = "ZORGKAS_TEST_POSTGRES";

/// The role that every test database knows as the one that runs the application; it may log in without a password.
pub const RUNNER: &str = "zorgkas_test_runner";

const OWNER: &str = "zorgkas_test_owner";

/// A database of its own, taken away when this value is dropped.
pub struct TestDatabase(ScratchDatabase);

impl TestDatabase {
    /// A database with the schema of this version.
    #[must_use]
    pub fn new() -> Self {
        Self::from(&cluster().template)
    }

    /// A database without a schema.
    #[must_use]
    pub fn empty() -> Self {
        Self::from("template1")
    }

    fn from(template: &str) -> Self {
        Self(ScratchDatabase::from(&cluster().admin, template).expect("the test server makes a database"))
    }

    /// Its address, as the role that owns it.
    #[must_use]
    pub fn address(&self) -> &str {
        self.0.address()
    }

    /// Its address, as the role that runs the application.
    #[must_use]
    pub fn runner_address(&self) -> String {
        let owner = address::read(self.address()).expect("an address");
        let owner = owner.get_user().unwrap_or_default().to_owned();
        self.address()
            .replacen(&format!("://{owner}"), &format!("://{RUNNER}"), 1)
    }

    /// The store in it.
    #[must_use]
    pub fn store(&self) -> PostgresStore {
        PostgresStore::open(self.address()).expect("a test database opens")
    }

    /// Statements without parameters, as the owner.
    pub fn run(&self, sql: &str) -> Result<(), String> {
        scratch::run(self.address(), sql).map_err(|error| error.to_string())
    }

    /// Statements without parameters, as the role that runs the application.
    pub fn run_as_runner(&self, sql: &str) -> Result<(), String> {
        scratch::run(&self.runner_address(), sql).map_err(|error| error.to_string())
    }

    /// The first column of the rows of a query, as text, as the owner.
    #[must_use]
    pub fn ask(&self, sql: &str) -> Vec<String> {
        let mut link = scratch::link(self.address()).expect("the test server answers");
        let rows = link.query(sql, &[]).map_err(|failure| failure.error.to_string());
        let rows = rows.expect("the database answers");
        rows.iter().map(|row| row.get::<_, String>(0)).collect()
    }
}

impl Default for TestDatabase {
    fn default() -> Self {
        Self::new()
    }
}

/// A store in a database of its own, by the role that runs the application.
pub struct TestStore {
    store: PostgresStore,
    /// Taken away behind the store.
    _database: TestDatabase,
}

impl TestStore {
    /// The store in a database.
    #[must_use]
    pub fn new(database: TestDatabase) -> Self {
        Self {
            store: PostgresStore::open(&database.runner_address()).expect("a test database opens"),
            _database: database,
        }
    }
}

impl Store for TestStore {
    fn begin(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        self.store.begin()
    }

    fn together(&self, work: &mut dyn FnMut(&dyn Store)) -> Result<(), StoreError> {
        self.store.together(work)
    }

    fn begin_snapshot(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        self.store.begin_snapshot()
    }

    fn seal_journal(&self) -> Result<(), StoreError> {
        self.store.seal_journal()
    }

    fn prepare_months(&self, months: &[Month]) -> Result<(), StoreError> {
        self.store.prepare_months(months)
    }

    fn statements(&self) -> u64 {
        self.store.statements()
    }

    fn writes_side_by_side(&self) -> bool {
        self.store.writes_side_by_side()
    }
}

/// The address of a database of the test server in which a role may make others, for programs that are tested.
#[must_use]
pub fn server_address() -> &'static str {
    &cluster().admin
}

struct Cluster {
    /// The address of the database from which others are made.
    admin: String,
    template: String,
    /// Locked as long as this process lives.
    _user: File,
}

fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(start)
}

/// The cluster, started unless it runs.
fn start() -> Cluster {
    let mine = fs::metadata("/proc/self").expect("this process").uid();
    let base = std::env::temp_dir().join(format!("zorgkas-test-postgres-{mine}"));
    fs::create_dir_all(&base).expect("a folder for the test server");
    assert_eq!(
        fs::metadata(&base).expect("a folder").uid(),
        mine,
        "that folder is somebody else's"
    );
    // One at a time starts it, stops it, or makes the template.
    let lock = File::create(base.join("lock")).expect("a lock");
    lock.lock().expect("the lock");
    let user = File::create(base.join("users")).expect("a list of users");
    let given = std::env::var(VARIABLE).ok().filter(|address| !address.is_empty());
    let own = format!("postgres://{OWNER}@/postgres?host={}", base.join("socket").display());
    if given.is_none() && scratch::link(&own).is_err() {
        begin(&base, mine);
    }
    user.lock_shared().expect("the list of users");
    let admin = given.unwrap_or(own);
    let template = template(&admin);
    Cluster {
        admin,
        template,
        _user: user,
    }
}

/// Makes a cluster and starts it.
fn begin(base: &Path, mine: u32) {
    let (data, socket) = (base.join("data"), base.join("socket"));
    for folder in [&data, &socket] {
        let _ = fs::remove_dir_all(folder);
        fs::create_dir(folder).expect("a folder for the test server");
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).expect("rights");
    }
    let account = (mine == 0).then(|| unprivileged(base, &[&data, &socket]));
    let programs = programs();
    let as_account = |program: &str| {
        let program = programs.join(program);
        let mut command = match &account {
            Some(name) => {
                let mut command = Command::new("runuser");
                command.args(["-u", name, "--"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        command.current_dir("/").stdin(Stdio::null());
        command
    };
    finish(
        as_account("initdb")
            .args([
                "-U",
                OWNER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
                "-D",
            ])
            .arg(&data),
    );
    let options = format!(
        "-k {} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off \
         -c max_connections=200 -c shared_buffers=64MB -c max_wal_size=1GB",
        socket.display()
    );
    finish(
        as_account("pg_ctl")
            .arg("-D")
            .arg(&data)
            .arg("-l")
            .arg(data.join("log"))
            .args(["-w", "-o", &options, "start"]),
    );
    watch(base, &programs, account.as_deref());
}

/// Starts the watcher, which stops the cluster when nobody uses it any more.
fn watch(base: &Path, programs: &Path, account: Option<&str>) {
    let prefix = account.map_or_else(String::new, |name| format!("runuser -u {name} -- "));
    let script = format!(
        "cd '{base}' || exit 1
         while sleep 30; do
             exec 8>lock; flock -x 8
             exec 9>users
             if flock -n -x 9; then
                 cd /; {prefix}'{programs}/pg_ctl' -D '{base}/data' -m immediate stop
                 rm -rf '{base}/data' '{base}/socket'
                 exit 0
             fi
             exec 9>&-; exec 8>&-
         done",
        base = base.display(),
        programs = programs.display()
    );
    finish(
        Command::new("setsid")
            .args(["--fork", "sh", "-c", &script])
            .current_dir("/")
            .stdin(Stdio::null())
            .stderr(Stdio::null()),
    );
}

/// An account that PostgreSQL runs by (never by root); the folders are given to it.
fn unprivileged(base: &Path, folders: &[&PathBuf]) -> String {
    fs::set_permissions(base, fs::Permissions::from_mode(0o755)).expect("rights");
    let number = |name: &str| {
        let told = Command::new("id").args(["-u", name]).output().ok()?;
        String::from_utf8(told.stdout).ok()?.trim().parse::<u32>().ok()
    };
    let (name, number) = ["postgres", "nobody"]
        .into_iter()
        .find_map(|name| Some((name, number(name)?)))
        .expect("an account that is not root");
    for folder in folders {
        chown(folder, Some(number), None).expect("a folder is given away");
    }
    name.to_owned()
}

/// The folder of PostgreSQL's programs: that of the newest version.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|version| {
            Some((
                version.file_name().to_str()?.parse::<u32>().ok()?,
                version.path().join("bin"),
            ))
        })
        .filter(|(_, folder)| folder.join("initdb").is_file())
        .max();
    if let Some((_, folder)) = newest {
        return folder;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .find(|folder| folder.join("initdb").is_file())
        .expect("PostgreSQL is missing: install the package postgresql (`./test --set-up` does)")
}

fn finish(command: &mut Command) {
    // Not by pipes: the server would keep them open.
    let status = command.stdout(Stdio::null()).status();
    let status = status.expect("a program of PostgreSQL starts");
    assert!(status.success(), "{command:?} ended with {status}");
}

/// The template of this version's schema, made unless it is there.
fn template(admin: &str) -> String {
    let name = format!("zorgkas_template_{}", &migrate::fingerprint()[..16]);
    let mut link = scratch::link(admin).expect("the test server answers");
    let found = link.query("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]);
    let found = found.map_err(|failure| failure.error).expect("the test server answers");
    if found.is_empty() {
        let making = format!("{name}_making");
        scratch::make(admin, &making, "template1").expect("a template is made");
        let role = format!(
            "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{RUNNER}')
             THEN CREATE ROLE {RUNNER} LOGIN; END IF; END $$"
        );
        scratch::run(admin, &role).expect("a role is made");
        let address = address::with_database(admin, &making);
        PostgresStore::migrate(&address, Some(RUNNER), Timestamp::UNIX_EPOCH).expect("a template is migrated");
        scratch::run(admin, &format!("ALTER DATABASE {making} RENAME TO {name}")).expect("a template is named");
    }
    name
}
