//! The floor: PostgreSQL's own pgbench runs the main query of an answer, and nothing else.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;
use tokio::process::Command;
use uuid::Uuid;

/// How many threads carry the clients.
const THREADS: &str = "2";

/// The program that measures statements alone.
#[derive(Clone, Debug)]
pub struct Pgbench(pub PathBuf);

/// Says why there is no floor.
#[derive(Clone, Debug, thiserror::Error)]
pub enum NoFloor {
    #[error("the built-in engine has one session: pgbench cannot measure it")]
    OneSession,
    #[error("pgbench is not installed here; it comes with PostgreSQL's programs")]
    NotInstalled,
    #[error("pgbench did not measure: {0}")]
    Failed(String),
}

impl Pgbench {
    /// Runs statements as often as it can, each client one after the other; gives how many a second.
    pub(super) async fn per_second(
        &self,
        database: &PgConnectOptions,
        statements: &[String],
        clients: usize,
        lasting: Duration,
    ) -> Result<f64, NoFloor> {
        let scripts = Scripts::write(statements).map_err(failed)?;
        let mut command = Command::new(&self.0);
        command
            .args(["--no-vacuum", "--protocol", "prepared", "--jobs", THREADS])
            .args(["--client", &clients.to_string()])
            .args(["--time", &lasting.as_secs().max(1).to_string()]);
        for n in 0..statements.len() {
            command.arg("--file").arg(scripts.path(n));
        }
        reached(&mut command, database);
        let output = command
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .map_err(failed)?;
        let said = String::from_utf8_lossy(&output.stdout);
        match rate(&said) {
            Some(rate) if output.status.success() => Ok(rate),
            _ => {
                let told = String::from_utf8_lossy(&output.stderr);
                Err(failed(told.lines().last().unwrap_or("it said nothing")))
            }
        }
    }
}

fn failed(why: impl ToString) -> NoFloor {
    NoFloor::Failed(why.to_string())
}

/// Says where the database is; the password goes where no list of processes shows it.
fn reached(command: &mut Command, database: &PgConnectOptions) {
    let host = match database.get_socket() {
        Some(socket) => socket.as_os_str(),
        None => database.get_host().as_ref(),
    };
    command
        .env("PGHOST", host)
        .env("PGPORT", database.get_port().to_string())
        .env("PGUSER", database.get_username())
        .env("PGDATABASE", database.get_database().unwrap_or("postgres"))
        .env("PGOPTIONS", database.get_options().unwrap_or_default())
        .env_remove("PGSERVICE");
    let address = database.to_url_lossy();
    if let Some(password) = address.password() {
        let password = percent_encoding::percent_decode_str(password);
        command.env("PGPASSWORD", password.decode_utf8_lossy().as_ref());
    }
}

/// Finds `tps = 1234.5 (…)`.
fn rate(said: &str) -> Option<f64> {
    let line = said.lines().find_map(|line| line.strip_prefix("tps = "))?;
    line.split_whitespace().next()?.parse().ok()
}

/// A folder with one file a statement, gone afterwards.
struct Scripts(PathBuf);

impl Scripts {
    fn write(statements: &[String]) -> std::io::Result<Self> {
        let folder = format!("claims-bench-{}", Uuid::now_v7().simple());
        let scripts = Self(std::env::temp_dir().join(folder));
        std::fs::create_dir(&scripts.0)?;
        for (n, statement) in statements.iter().enumerate() {
            std::fs::write(scripts.path(n), format!("{statement};\n"))?;
        }
        Ok(scripts)
    }

    fn path(&self, n: usize) -> PathBuf {
        self.0.join(format!("{n}.sql"))
    }
}

impl Drop for Scripts {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn the_rate_is_read_from_what_pgbench_says() {
        let said = "latency average = 0.8 ms\ntps = 39012.5 (without initial connection time)\n";
        assert_eq!(rate(said), Some(39_012.5));
        assert_eq!(rate("nothing of it"), None);
    }
}
