//! The listener for people: the screens, over HTTP on this machine alone, over HTTPS, or behind a proxy that ends HTTPS.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use app::App;
use regulation::Law;
use store::Store;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use web::{Door, Public, Setting, Site};

use super::identity;
use super::screens::{self, Times};
use super::tls;
use crate::args::Serve;
use crate::demo::stopped;
use crate::output::{Failure, Output};

/// Serves the screens until it is stopped, and says where.
///
/// # Errors
/// The address cannot be listened at, or may not be: without HTTPS nobody but this machine may reach it.
pub(super) async fn serve(
    arguments: &Serve,
    store: Arc<dyn Store>,
    law: Law,
    output: &mut Output,
) -> Result<(), Failure> {
    let at = arguments.people;
    let door = door(arguments)?;
    let tls = match (&arguments.certificate, &arguments.key) {
        (Some(certificate), Some(key)) => Some(TlsAcceptor::from(Arc::new(tls::server(certificate, key)?))),
        _ => None,
    };
    let identity = arguments.identity.as_deref();
    let app = App::new(store.as_ref(), law.clone());
    let identity = identity.map(|file| identity::provider(file, &app)).transpose()?;
    let router = web::router(Site::new(Setting {
        store,
        law,
        clock: Box::new(crate::clock::now),
        chance: crate::chance::source()?,
        log: Box::new(|line| eprintln!("{line}")),
        door: door.clone(),
        demonstration: Vec::new(),
        identity,
    }));
    let listener = TcpListener::bind(at).await.map_err(|error| network(at, &error))?;
    let address = listener.local_addr().map_err(|error| network(at, &error))?;
    output.line(told(&door, address))?;
    screens::serve(listener, tls, router, Times::default(), stopped()).await;
    Ok(())
}

/// How the screens are reached, by what was asked for.
fn door(arguments: &Serve) -> Result<Door, Failure> {
    if arguments.names.is_empty() {
        return if arguments.people.ip().is_loopback() {
            Ok(Door::Loopback)
        } else {
            Err(Failure::WrongUse(
                "--people: without HTTPS only this machine may reach the screens: name a loopback address, or give --name \
                 with --certificate and --key, or with --behind-proxy"
                    .into(),
            ))
        };
    }
    if arguments.certificate.is_none() && !arguments.behind_proxy {
        return Err(Failure::WrongUse(
            "--name: people reach the screens over HTTPS under it: give --certificate and --key, or --behind-proxy"
                .into(),
        ));
    }
    Ok(Door::Public(Public {
        names: arguments.names.clone(),
        behind_proxy: arguments.behind_proxy,
        sign_ins_per_minute: arguments.sign_ins_per_minute,
    }))
}

fn told(door: &Door, address: SocketAddr) -> String {
    match door {
        Door::Loopback => format!("Screens   http://{address}/ (Ctrl-C to stop)"),
        Door::Public(public) => {
            let names: Vec<String> = public.names.iter().map(|name| format!("https://{name}/")).collect();
            format!("Screens   {} at {address} (Ctrl-C to stop)", names.join(", "))
        }
    }
}

fn network(at: SocketAddr, error: &io::Error) -> Failure {
    Failure::WrongUse(format!("the screens cannot be served at {at}: {error}"))
}
