import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { seededRandom, type Random } from "../../support/seeded-random.ts";
import { compareCopies } from "./compare.ts";
import { pathOf, type Tally } from "./content.ts";
import { FaultyProxy, type Fault } from "./faulty-proxy.ts";
import { forked, Killable } from "./killable.ts";
import { launchServer, traitsOf, type ServerName } from "./servers.ts";

export interface CampaignOptions {
  readonly seed: number;
  /** Requests to cut, delay, truncate or double. */
  readonly cuts: number;
  /** Kills of the writer, the mirror and the server, together. */
  readonly kills: number;
  readonly streams: number;
  /** In each stream. */
  readonly messages: number;
  readonly server: ServerName;
  readonly say: (line: string) => void;
}

export interface Result extends Tally {
  readonly kills: Readonly<Record<string, number>>;
  readonly faults: ReadonlyMap<Fault, number>;
  /** How often the server no longer answered, even without the proxy, and was restarted. */
  readonly hangs: number;
}

type Processes = Readonly<Record<"server" | "writer" | "mirror", Killable>>;

/** What `store-process.ts` reports. */
type StoreReport =
  | { readonly stopped: string }
  | { readonly messages: number; readonly complete: boolean; readonly behind: string };

/** Longest time without progress, in milliseconds. */
const patienceMs = 60_000;
/** After each such time without progress the server is probed, and has as long to answer. In milliseconds. */
const suspicionMs = 15_000;
/** Unanswered writes in a row, without progress, after which the server is taken to hang. */
const writesOfAHang = 3;

/**
 * Runs a writer's store, a server and a mirror's store as processes. Both stores reach the server through a proxy that
 * injects faults, and all three are killed and restarted. In the end their messages are compared.
 */
export async function runCampaign(options: CampaignOptions): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), "streams-replication-"));
  try {
    return await new Campaign(options, directory).run();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

class Campaign {
  readonly #options: CampaignOptions;
  readonly #directory: string;
  readonly #random: Random;
  readonly #proxy: FaultyProxy;
  readonly #reached = { writer: 0, mirror: 0 };
  readonly #complete = { writer: false, mirror: false };
  readonly #behind = { writer: "", mirror: "" };
  readonly #kills: Record<string, number> = { writer: 0, mirror: 0, server: 0 };
  readonly #processes: Processes;
  #hangs = 0;
  #failure: string | undefined;
  #url = "";

  constructor(options: CampaignOptions, directory: string) {
    this.#options = options;
    this.#directory = directory;
    this.#random = seededRandom(options.seed);
    this.#proxy = new FaultyProxy(seededRandom(options.seed + 1));
    this.#processes = {
      server: this.#server(),
      writer: this.#store("writer"),
      mirror: this.#store("mirror"),
    };
  }

  async run(): Promise<Result> {
    this.#url = await this.#proxy.listen();
    const processes = this.#processes;
    try {
      await processes.server.start();
      await Promise.all([processes.writer.start(), processes.mirror.start()]);
      await this.#breakThings();
      await this.#until(() => this.#complete.writer && this.#complete.mirror);
    } finally {
      await processes.writer.kill();
      await processes.mirror.kill();
    }
    try {
      return {
        ...(await this.#compare()),
        kills: this.#kills,
        faults: this.#proxy.counts,
        hangs: this.#hangs,
      };
    } finally {
      await processes.server.kill();
      this.#proxy.close();
    }
  }

  /** Spreads faults and kills over the messages that are replicated. */
  async #breakThings(): Promise<void> {
    const { cuts, kills, streams, messages } = this.#options;
    const total = streams * messages;
    for (let kill = 0; kill < kills; kill++) {
      this.#proxy.left += Math.floor((cuts * (kill + 1)) / kills) - Math.floor((cuts * kill) / kills);
      const share = ((kill + 1) * total) / (kills + 1);
      await this.#until(() => this.#reached.mirror >= share);
      await delay(this.#random.below(150));
      const name = this.#random.pick(["server", "server", "writer", "mirror"] as const);
      const isAsked = name === "server" && !traitsOf[this.#options.server].survivesKills;
      await this.#processes[name].kill(isAsked ? "SIGTERM" : "SIGKILL");
      this.#kills[name]!++;
      this.#complete.writer = this.#complete.mirror = false;
      await delay(this.#random.below(100));
      await this.#processes[name].start();
    }
    if (kills === 0) this.#proxy.left = cuts;
    // Once everything has arrived there are hardly any requests: the counts show the faults that are left.
    await this.#until(() => this.#proxy.left === 0 || (this.#complete.writer && this.#complete.mirror));
  }

  #server(): Killable {
    return new Killable(
      () => launchServer(this.#options.server, this.#directory, (url) => (this.#proxy.target = url)),
      (reason) => (this.#failure ??= reason),
    );
  }

  #store(role: "writer" | "mirror"): Killable {
    const { server, streams, messages } = this.#options;
    const file = join(import.meta.dirname, "store-process.ts");
    const args = () => [
      role,
      join(this.#directory, role),
      this.#url,
      server,
      String(streams),
      String(messages),
    ];
    return new Killable(
      () => forked(file, args(), (message) => this.#heard(role, message as StoreReport)),
      (reason) => (this.#failure ??= reason),
    );
  }

  #heard(role: "writer" | "mirror", report: StoreReport): void {
    if ("stopped" in report) this.#failure ??= report.stopped;
    else {
      this.#reached[role] = report.messages;
      this.#complete[role] = report.complete;
      this.#behind[role] = report.behind;
    }
  }

  async #until(reached: () => boolean): Promise<void> {
    let last = "";
    let since = Date.now();
    let probes = 0;
    while (!reached()) {
      if (this.#failure !== undefined) throw new Error(this.#failure);
      const now = JSON.stringify([this.#reached, this.#complete, this.#proxy.left]);
      if (now !== last) [last, since, probes] = [now, Date.now(), 0];
      if (Date.now() - since > suspicionMs * (probes + 1)) {
        probes++;
        if (await this.#restartHungServer()) since = Date.now();
      }
      if (Date.now() - since > patienceMs)
        throw new Error(
          `no progress: ${now} ${JSON.stringify(this.#behind)}; the proxy's last error: ${this.#proxy.lastError}; unanswered writes: ${this.#proxy.unansweredWrites}`,
        );
      await delay(20);
    }
  }

  /**
   * Restarts a server that does not answer even without the proxy, or answers reads but no write. It is counted: no
   * client can recover from that.
   */
  async #restartHungServer(): Promise<boolean> {
    const signal = AbortSignal.timeout(suspicionMs);
    const isAnswering = await fetch(new URL(pathOf(0), this.#proxy.target), { method: "HEAD", signal }).then(
      () => true,
      () => false,
    );
    if (isAnswering && this.#proxy.unansweredWrites < writesOfAHang) return false;
    this.#hangs++;
    this.#proxy.unansweredWrites = 0;
    await this.#processes.server.kill();
    await this.#processes.server.start();
    return true;
  }

  #compare(): Promise<Tally> {
    const { server, streams, messages, say } = this.#options;
    const stores = { writer: join(this.#directory, "writer"), mirror: join(this.#directory, "mirror") };
    const serverUrl = this.#proxy.target;
    return compareCopies({ streams, messages, traits: traitsOf[server], stores, serverUrl }, say);
  }
}
