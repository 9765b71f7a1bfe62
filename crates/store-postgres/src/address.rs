//! The address of a database: `postgres://user@host/name` or `postgres:///name?host=/folder/of/the/socket`.

use std::net::IpAddr;

use store::StoreError;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

/// Whether a text is the address of a PostgreSQL database (and not the name of a file).
#[must_use]
pub fn is_address(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

/// Reads an address. Its reason never repeats it: it may hold a password.
pub(crate) fn read(address: &str) -> Result<Config, StoreError> {
    let config: Config = address
        .parse()
        .map_err(|_| StoreError::Unavailable("this is no address of a PostgreSQL database".into()))?;
    if config.get_hosts().is_empty() {
        return Err(StoreError::Unavailable(
            "the address names no server: postgres://user@host/name, or postgres:///name?host=/folder/of/the/socket"
                .into(),
        ));
    }
    match config.get_ssl_mode() {
        SslMode::Disable => {}
        SslMode::Prefer if config.get_hosts().iter().all(is_this_machine) => {}
        _ => {
            return Err(StoreError::Unavailable(
                "this program speaks to a server on another machine through a tunnel only (see the operator guide); \
                 sslmode=disable says that the network between them is safe"
                    .into(),
            ));
        }
    }
    Ok(config)
}

/// The address of another database of the same server.
pub(crate) fn with_database(address: &str, name: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or(("postgres", address));
    let (before, options) = match rest.split_once('?') {
        Some((before, options)) => (before, format!("?{options}")),
        None => (rest, String::new()),
    };
    let server = before.split('/').next().unwrap_or_default();
    format!("{scheme}://{server}/{name}{options}")
}

/// An address as it may be shown: without what only the server and its user should know.
#[must_use]
pub fn shown(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else {
        return address.to_owned();
    };
    let (user, server) = rest
        .rsplit_once('@')
        .map_or(("", rest), |(user, server)| (user, server));
    let user = user.split(':').next().unwrap_or_default();
    let at = if user.is_empty() { "" } else { "@" };
    let (path, options) = server.split_once('?').unwrap_or((server, ""));
    let folder = options.split('&').find(|option| option.starts_with("host="));
    let folder = folder.map(|host| format!("?{host}")).unwrap_or_default();
    format!("{scheme}://{user}{at}{path}{folder}")
}

fn is_this_machine(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_named_and_reached_safely() {
        for right in [
            "postgres:///zorgkas?host=/run/postgresql",
            "postgresql://zorgkas@localhost/zorgkas",
            "postgres://zorgkas@127.0.0.1:5433/zorgkas",
            "postgres://zorgkas@[::1]/zorgkas",
            "postgres://zorgkas@db.internal/zorgkas?sslmode=disable",
        ] {
            assert!(is_address(right) && read(right).is_ok(), "{right}");
        }
        for wrong in [
            "postgres:///zorgkas",
            "postgres://zorgkas@db.internal/zorgkas",
            "postgres://zorgkas@localhost/zorgkas?sslmode=require",
            "postgres://zorgkas:s3cret@localhost:port/zorgkas",
        ] {
            let error = read(wrong).expect_err(wrong).to_string();
            assert!(!error.contains("s3cret"), "{error}");
        }
        assert_eq!(
            shown("postgres://me:s3cret@localhost/zorgkas?password=s3cret&host=/run"),
            "postgres://me@localhost/zorgkas?host=/run"
        );
        assert_eq!(shown("postgres:///zorgkas?host=/run"), "postgres:///zorgkas?host=/run");
        assert_eq!(
            with_database("postgres://me@localhost/zorgkas?sslmode=disable", "other"),
            "postgres://me@localhost/other?sslmode=disable"
        );
        assert_eq!(
            with_database("postgres:///zorgkas?host=/run", "other"),
            "postgres:///other?host=/run"
        );
        assert!(!is_address("zorgkas-data/zorgkas.db"));
    }
}
