//! A proxy between a program and the test server, which can be told to cut the link, to keep it silent, and to restore
//! it.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio_postgres::config::Host;

use crate::address;

const OPEN: u8 = 0;
const CUT: u8 = 1;
const SILENT: u8 = 2;
const GONE: u8 = 3;

/// A link to a database over TCP on this machine.
pub struct Proxy {
    address: String,
    port: u16,
    link: Arc<Link>,
}

struct Link {
    state: AtomicU8,
    /// The ends of what is connected, to be closed when the link is cut.
    ends: Mutex<Vec<TcpStream>>,
    upstream: Host,
    port: u16,
}

impl Proxy {
    /// A link to the database of an address.
    #[must_use]
    pub fn to(address: &str) -> Self {
        let config = address::read(address).expect("an address");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port of this machine");
        let port = listener.local_addr().expect("a port").port();
        let link = Arc::new(Link {
            state: AtomicU8::new(OPEN),
            ends: Mutex::new(Vec::new()),
            upstream: config.get_hosts().first().expect("a server").clone(),
            port: config.get_ports().first().copied().unwrap_or(5432),
        });
        let listening = Arc::clone(&link);
        thread::spawn(move || listening.listen(&listener));
        let user = config.get_user().unwrap_or_default();
        let database = config.get_dbname().unwrap_or_default();
        Self {
            address: format!("postgres://{user}@127.0.0.1:{port}/{database}"),
            port,
            link,
        }
    }

    /// The address of the database by this link.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Closes every connection, and every new one at once.
    pub fn cut(&self) {
        self.link.state.store(CUT, Ordering::SeqCst);
        for end in self.link.ends().drain(..) {
            let _ = end.shutdown(Shutdown::Both);
        }
    }

    /// Lets nothing through any more, without closing anything.
    pub fn silence(&self) {
        self.link.state.store(SILENT, Ordering::SeqCst);
    }

    /// Lets everything through again.
    pub fn restore(&self) {
        self.link.state.store(OPEN, Ordering::SeqCst);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.cut();
        self.link.state.store(GONE, Ordering::SeqCst);
        // Wakes whoever listens.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl Link {
    fn ends(&self) -> std::sync::MutexGuard<'_, Vec<TcpStream>> {
        self.ends.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn state(&self) -> u8 {
        self.state.load(Ordering::SeqCst)
    }

    fn listen(self: &Arc<Self>, listener: &TcpListener) {
        for stream in listener.incoming() {
            let (Ok(stream), OPEN | SILENT) = (stream, self.state()) else {
                if self.state() == GONE {
                    return;
                }
                continue;
            };
            self.ends().push(stream.try_clone().expect("an end"));
            match &self.upstream {
                Host::Unix(folder) => {
                    let socket = folder.join(format!(".s.PGSQL.{}", self.port));
                    let server = UnixStream::connect(socket).expect("the test server");
                    let (there, back) = (server.try_clone().expect("an end"), server.try_clone().expect("an end"));
                    let close = move || drop(server.shutdown(Shutdown::Both));
                    self.pump_both(stream, there, back, close);
                }
                Host::Tcp(name) => {
                    let server = TcpStream::connect((name.as_str(), self.port)).expect("the test server");
                    let (there, back) = (server.try_clone().expect("an end"), server.try_clone().expect("an end"));
                    let close = move || drop(server.shutdown(Shutdown::Both));
                    self.pump_both(stream, there, back, close);
                }
            }
        }
    }

    fn pump_both(
        self: &Arc<Self>,
        client: TcpStream,
        there: impl Write + Send + 'static,
        back: impl Read + Send + 'static,
        close: impl FnOnce() + Send + 'static,
    ) {
        let (down, end) = (client.try_clone().expect("an end"), client.try_clone().expect("an end"));
        let (link, other) = (Arc::clone(self), Arc::clone(self));
        thread::spawn(move || {
            link.pump(client, there);
            close();
        });
        thread::spawn(move || {
            other.pump(back, down);
            let _ = end.shutdown(Shutdown::Both);
        });
    }

    /// Carries bytes one way until either end is closed.
    fn pump(&self, mut from: impl Read, mut to: impl Write) {
        let mut bytes = [0; 1 << 14];
        while let Ok(length @ 1..) = from.read(&mut bytes) {
            while self.state() == SILENT {
                thread::sleep(Duration::from_millis(5));
            }
            if self.state() != OPEN || to.write_all(&bytes[..length]).is_err() {
                return;
            }
        }
    }
}
