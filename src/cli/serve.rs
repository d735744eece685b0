//! `pedigraph serve`: the graph over HTTP.

use super::args::{Cli, Global};
use super::asking::memory;
use super::{Exit, Failure};
use crate::profile::Profile;
use crate::publish::Config as Portal;
use crate::query::limits::Limits;
use crate::serve::{self, Config, Cors, LogForm};
use clap::Args;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// Where the server listens where nothing is said: this machine alone can ask it.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 7878);

/// Arguments of `serve`.
#[derive(Debug, Args)]
#[command(
    after_help = "The server answers SPARQL at /sparql, the API at /api/v1, and every IRI of the graph below its own
path, as a page or as data. It only reads. A new `ingest` is noticed and served without a restart.

Examples:
  pedigraph serve
  pedigraph serve --graph policies --listen 0.0.0.0:7878 --url https://policies.example.gov/
  pedigraph serve --site publish.toml --timeout 10 --log json"
)]
pub struct ServeArgs {
    /// The graph directory
    #[arg(long, value_name = "DIR", default_value = super::graph::DEFAULT_GRAPH, env = "PEDIGRAPH_GRAPH")]
    graph: PathBuf,
    /// Where to listen
    #[arg(long, value_name = "ADDRESS:PORT", default_value_t = LISTEN)]
    listen: SocketAddr,
    /// The public address, as a proxy makes it known; links begin with it
    #[arg(long, value_name = "URL", value_parser = address)]
    url: Option<String>,
    /// A name by which it may be asked, besides those of this machine; can be given several times. Beyond loopback any name is
    /// taken where none is given
    #[arg(long = "allow-host", value_name = "NAME")]
    hosts: Vec<String>,
    /// A site whose scripts may read answers in a browser: its origin, `*` for all, `none`; can be given several times [default: * with
    /// --url or beyond loopback, else none]
    #[arg(long, value_name = "ORIGIN", value_parser = Cors::read)]
    cors: Vec<Cors>,
    /// What the pages say of who publishes: a publish.toml
    #[arg(long, value_name = "FILE")]
    site: Option<PathBuf>,
    /// How many processes answer SPARQL [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    workers: Option<u16>,
    /// Give up a query after so many seconds
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = super::asking::seconds)]
    timeout: Duration,
    /// The most rows or triples of an answer
    #[arg(long, value_name = "N", default_value_t = 200_000)]
    max_rows: usize,
    /// The memory of a query beside the graph; an answer may be half as long
    #[arg(long, value_name = "SIZE", default_value = "256M", value_parser = memory)]
    max_memory: u64,
    /// Requests a second that one client may make, four times as many at once; 0 for any number
    #[arg(long, value_name = "N", default_value_t = 50)]
    rate: u32,
    /// Take the client from the last address of X-Forwarded-For, as a proxy of one's own writes it
    #[arg(long)]
    behind_proxy: bool,
    /// How requests are logged, on standard error, without queries and parameters
    #[arg(long, value_enum, default_value_t = LogForm::Text, value_name = "FORM")]
    log: LogForm,
}

/// Reads a public address.
fn address(text: &str) -> Result<String, String> {
    let url = crate::ground::url::absolute(text, None).ok();
    let is_web = |url: &String| url.starts_with("http://") || url.starts_with("https://");
    let url = url.filter(|url| is_web(url) && !url.contains(['?', '#']));
    let url = url.ok_or_else(|| format!("expected an http or https address, found `{text}`"))?;
    Ok(if url.ends_with('/') { url } else { format!("{url}/") })
}

impl ServeArgs {
    /// Whose scripts may read answers. Who says where the server is known, or lets others ask it, serves what all may read; what is
    /// asked on loopback alone may be nobody else's.
    fn cors(&self, listen: SocketAddr) -> Cors {
        match self.cors.as_slice() {
            [] if self.url.is_none() && listen.ip().is_loopback() => Cors::Of(Vec::new()),
            [] => Cors::Any,
            some => Cors::together(some),
        }
    }

    /// How the graph is served at an address.
    fn config(&self, global: &Global, listen: SocketAddr) -> Result<Config, Failure> {
        // Who listens everywhere is at least here.
        let here = || match listen.ip().is_unspecified() {
            true => format!("http://localhost:{}/", listen.port()),
            false => format!("http://{listen}/"),
        };
        let url = self.url.clone().unwrap_or_else(here);
        let portal = match &self.site {
            Some(path) => Portal::read(path).map_err(|e| Failure::new(Exit::Failure, e))?,
            None => unpublished(&url),
        };
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Config {
            graph: self.graph.clone(),
            profile: global.profile.clone(),
            listen,
            url: self.url.clone(),
            hosts: self.hosts.clone(),
            cors: self.cors(listen),
            workers: self.workers.map_or(cores, usize::from),
            limits: Limits { timeout: self.timeout, max_rows: self.max_rows, max_memory: self.max_memory },
            rate: self.rate,
            behind_proxy: self.behind_proxy,
            log: self.log,
            look: Duration::from_secs(1),
            portal,
        })
    }
}

/// What pages of a graph are called of which nobody says who publishes it.
const TITLE: &str = "Policies";
const DESCRIPTION: &str = "What policies do to one another, with the words that say so.";

/// What pages say of a graph of which nobody says who publishes it.
pub(super) fn unpublished(url: &str) -> Portal {
    Portal::unpublished(url, TITLE, DESCRIPTION)
}

/// The profile that reads names, as long as the process lives.
pub(super) fn profile(global: &Global) -> Result<&'static Profile, Failure> {
    match &global.profile {
        None => Profile::united_states().map_err(|e| Failure::new(Exit::Failure, e)),
        Some(_) => Ok(Box::leak(Box::new(global.load_profile()?))),
    }
}

/// Runs `serve` until the process is told to end.
pub(super) fn run(cli: &Cli, args: &ServeArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let failed = |e: String| Failure::new(Exit::Failure, e);
    let listener = serve::listen(args.listen).map_err(failed)?;
    let address = listener.local_addr().map_err(|e| Failure::new(Exit::Failure, e))?;
    let config = args.config(&cli.global, address)?;
    let profile = profile(&cli.global)?;
    let quiet = cli.global.quiet;
    let mut told = Ok(());
    let served = serve::run(config, profile, listener, |address| {
        if !quiet {
            told = writeln!(out, "serving at http://{address}/").and_then(|()| out.flush());
        }
    });
    served.map_err(failed)?;
    told?;
    Ok(Exit::Success)
}
