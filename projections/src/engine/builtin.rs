//! The built-in engine: PostgreSQL 18 compiled to WebAssembly, inside this process.
//!
//! It has one session. Each connection is a start of PostgreSQL and each disconnection its
//! shutdown, so the one connection is opened once and kept.

use super::EngineError;
use super::folder::DataFolder;
use super::keeper::Keeper;

use sqlx::postgres::PgConnectOptions;

/// The file that the engine writes into its folder before it takes the first connection.
pub(super) const DESCRIPTOR: &str = ".oliphaunt.json";

/// Starts the engine on the folder and waits until it answers.
#[cfg(feature = "embedded")]
pub(super) fn start(folder: &DataFolder) -> Result<(Keeper, PgConnectOptions), EngineError> {
    let (path, root) = (folder.path().to_owned(), folder.builtin());
    let is_new = folder.made_by()? != Some(super::EngineKind::Builtin);
    if is_new {
        // Without the descriptor no connection was ever taken: a start that was killed midway.
        drop(std::fs::remove_dir_all(root.join("pgdata")));
    }
    embedded::set_cache_folder(&path);
    Keeper::start(move || embedded::Builtin::start(&path, root, is_new))
}

/// Refuses: this program was built without the engine.
#[cfg(not(feature = "embedded"))]
pub(super) fn start(_: &DataFolder) -> Result<(Keeper, PgConnectOptions), EngineError> {
    Err(EngineError::BuiltinLeftOut)
}

#[cfg(feature = "embedded")]
mod embedded {
    use std::env;
    use std::error::Error;
    use std::path::{Path, PathBuf};
    use std::sync::Once;

    use oliphaunt_wasix::{DatabaseStorage, OliphauntServer, ServerListen};
    use sqlx::postgres::{PgConnectOptions, PgConnection};
    use sqlx::{Connection, Executor};

    use crate::engine::EngineError;
    use crate::engine::keeper::Server;
    #[cfg(unix)]
    use crate::engine::sockets::Sockets;

    /// What a committed event rests on, and a bound for the recovery that each start is: the
    /// engine never marks its files as shut down.
    const SETTINGS: [(&str, &str); 6] = [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("max_wal_size", "256MB"),
        ("jit", "off"),
        ("timezone", "UTC"),
    ];

    /// Points the engine's cache (its unpacked program, 90 MB) into the first data folder used,
    /// unless `XDG_CACHE_HOME` names another place.
    ///
    /// It asks for the place through the environment and offers no other way; without this it
    /// would write to the home folder, which a service need not have. It remembers the place: a
    /// process that removes its first data folder can make no second one.
    pub(super) fn set_cache_folder(folder: &Path) {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            if env::var_os("XDG_CACHE_HOME").is_none_or(|set| !Path::new(&set).is_absolute()) {
                // SAFETY: written once per process. Rust code reads the environment under the
                // standard library's lock. C code that reads it without (name lookup, time zones)
                // is not run here: this engine needs no host names, and dates are chrono's.
                unsafe { env::set_var("XDG_CACHE_HOME", folder.join("cache")) }
            }
        });
    }

    /// The running engine.
    pub(super) struct Builtin {
        server: OliphauntServer,
        options: PgConnectOptions,
        #[cfg(unix)]
        _sockets: Sockets,
    }

    impl Builtin {
        pub(super) fn start(
            folder: &Path,
            root: PathBuf,
            is_new: bool,
        ) -> Result<Self, EngineError> {
            #[cfg(unix)]
            let mut sockets = Sockets::choose(folder, None);
            #[cfg(unix)]
            let listen = {
                sockets.make()?;
                ServerListen::unix(sockets.path())
            };
            // There is no password, but no other way in either.
            #[cfg(not(unix))]
            let listen = ServerListen::tcp();
            let server = OliphauntServer::builder()
                .storage(DatabaseStorage::Directory(root))
                .listen(listen)
                .startup_gucs(SETTINGS)
                .start()
                .map_err(did_not_start)?;
            let options: PgConnectOptions =
                server.connection_string().parse().map_err(did_not_start)?;
            if is_new {
                ask(&options).map_err(did_not_start)?;
            }
            Ok(Self {
                server,
                options,
                #[cfg(unix)]
                _sockets: sockets,
            })
        }
    }

    impl Server for Builtin {
        fn connect_options(&self) -> PgConnectOptions {
            self.options.clone()
        }

        /// Nothing to do: the engine lives and dies with this process.
        fn look_after(&mut self) {}

        fn stop(mut self) {
            if let Err(error) = self.server.close() {
                tracing::error!(%error, "the built-in engine did not shut down cleanly");
            }
        }
    }

    /// Proves that a new engine answers, before its folder is marked as its own.
    ///
    /// An existing one is not asked: each connection is a start, and the first one shows it.
    fn ask(options: &PgConnectOptions) -> Result<(), sqlx::Error> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let mut connection = PgConnection::connect_with(options).await?;
            connection.execute("select 1").await?;
            connection.close().await
        })
    }

    fn did_not_start(error: impl Error + Send + Sync + 'static) -> EngineError {
        EngineError::BuiltinDidNotStart(Box::new(error))
    }
}
