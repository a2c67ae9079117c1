//! The built-in engine: PostgreSQL 18 compiled to WebAssembly, inside this process.
//!
//! It has one session. Each connection is a start of PostgreSQL and each disconnection its
//! shutdown, so the one connection is opened once and kept.

use super::folder::DataFolder;
use super::keeper::Keeper;
use super::{EngineError, EngineKind};

use sqlx::postgres::PgConnectOptions;

/// The file that the engine writes into its folder before it takes the first connection.
pub(super) const DESCRIPTOR: &str = ".oliphaunt.json";

/// Starts the engine on the folder and waits until it answers.
#[cfg(feature = "embedded")]
pub(super) fn start(folder: &DataFolder) -> Result<(Keeper, PgConnectOptions), EngineError> {
    let root = folder.builtin();
    // Without its descriptor it never took a connection: a start that was killed midway.
    if folder.made_by()? != Some(EngineKind::Builtin) && root.exists() {
        std::fs::remove_dir_all(&root)
            .map_err(|source| super::folder::not_usable(&root, source))?;
    }
    embedded::set_cache_folder(folder.path());
    let sockets = folder.path().join("sock");
    Keeper::start(move || embedded::Builtin::start(root, &sockets))
}

/// Refuses: this program was built without the engine.
#[cfg(not(feature = "embedded"))]
pub(super) fn start(_: &DataFolder) -> Result<(Keeper, PgConnectOptions), EngineError> {
    Err(EngineError::BuiltinLeftOut)
}

#[cfg(feature = "embedded")]
mod embedded {
    use std::env;
    use std::path::{Path, PathBuf};
    use std::sync::Once;

    use oliphaunt_wasix::{DatabaseStorage, OliphauntServer, ServerListen};
    use sqlx::Connection;
    use sqlx::postgres::{PgConnectOptions, PgConnection};

    use crate::engine::EngineError;
    use crate::engine::keeper::Server;

    /// Points the engine's caches (its unpacked program, 100 MB) into the first data folder used.
    ///
    /// It asks for the cache folder through the environment and offers no other way; without this
    /// it would write to the home folder, which a service need not have.
    pub(super) fn set_cache_folder(folder: &Path) {
        static ONCE: Once = Once::new();
        // SAFETY: the variable is written once per process. Rust code reads the environment under
        // the standard library's lock. C code that reads it without (name lookup, time zones) is
        // not run here: with this engine no host names are looked up, and dates are chrono's.
        ONCE.call_once(|| unsafe { env::set_var("XDG_CACHE_HOME", folder.join("cache")) });
    }

    pub(super) struct Builtin {
        server: OliphauntServer,
        options: PgConnectOptions,
    }

    impl Builtin {
        pub(super) fn start(root: PathBuf, sockets: &Path) -> Result<Self, EngineError> {
            let settings = [
                ("fsync", "on"),
                ("synchronous_commit", "on"),
                ("full_page_writes", "on"),
                ("timezone", "UTC"),
            ];
            let listen = match std::env::var("LISTEN").as_deref() {
                Ok("tcp") => ServerListen::tcp(),
                _ => ServerListen::unix(sockets),
            };
            drop(std::fs::remove_dir_all(sockets));
            let t = std::time::Instant::now();
            let server = OliphauntServer::builder()
                .storage(DatabaseStorage::Directory(root))
                .listen(listen)
                .startup_gucs(settings)
                .start()
                .map_err(|error| EngineError::BuiltinDidNotStart(Box::new(error)))?;
            eprintln!("start {:?}", t.elapsed());
            let options = server
                .connection_string()
                .parse::<PgConnectOptions>()
                .map_err(|error| EngineError::BuiltinDidNotStart(Box::new(error)))?;
            let t = std::time::Instant::now();
            probe(&options).map_err(|error| EngineError::BuiltinDidNotStart(Box::new(error)))?;
            eprintln!("probe {:?}", t.elapsed());
            Ok(Self { server, options })
        }
    }

    impl Server for Builtin {
        fn connect_options(&self) -> PgConnectOptions {
            self.options.clone()
        }

        fn look_after(&mut self) {}

        fn stop(mut self) {
            if let Err(error) = self.server.close() {
                tracing::error!(%error, "the built-in engine did not shut down cleanly");
            }
        }
    }

    fn probe(options: &PgConnectOptions) -> Result<(), sqlx::Error> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut connection = PgConnection::connect_with(options).await?;
            sqlx::query("select 1").execute(&mut connection).await?;
            connection.close().await
        })
    }
}
