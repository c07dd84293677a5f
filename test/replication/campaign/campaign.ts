import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openStreamStore } from "../../../src/store/index.ts";
import { seededRandom, type Random } from "../../support/seeded-random.ts";
import { FaultyProxy, type Fault } from "./faulty-proxy.ts";
import { Killable } from "./killable.ts";
import { closesAtItsEnd, judge, pathOf, type Tally } from "../messages.ts";

export interface CampaignOptions {
  readonly seed: number;
  /** Requests that are cut, delayed, truncated or doubled. */
  readonly cuts: number;
  /** Of the writer, the mirror and the server. */
  readonly kills: number;
  readonly streams: number;
  /** In each stream. */
  readonly messages: number;
  readonly server: "reference" | "ours";
  readonly say: (line: string) => void;
}

export interface Result extends Tally {
  readonly kills: Readonly<Record<string, number>>;
  readonly faults: ReadonlyMap<Fault, number>;
  /** Times that the server, asked directly, answered nothing any more and was started again. */
  readonly hangs: number;
}

type Processes = Readonly<Record<"server" | "writer" | "mirror", Killable>>;

/** Longest without any progress, in milliseconds. */
const patienceMs = 60_000;
/** Each time that so long has gone without any, the server is asked whether it is its fault, and has this long to answer. */
const suspicionMs = 15_000;
/** Writes in a row without an answer, while nothing goes on, after which it is the server that hangs. */
const writesOfAHang = 3;

/**
 * A writer's store, a server, and a store that mirrors it, each a process; both stores reach the server through a
 * proxy that breaks things, and all three are killed. Then what all of them hold is compared.
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

  /** Faults and kills, spread over what is to be replicated. */
  async #breakThings(): Promise<void> {
    const { cuts, kills, streams, messages } = this.#options;
    const total = streams * messages;
    for (let kill = 0; kill < kills; kill++) {
      this.#proxy.left += Math.floor((cuts * (kill + 1)) / kills) - Math.floor((cuts * kill) / kills);
      const share = ((kill + 1) * total) / (kills + 1);
      await this.#until(() => this.#reached.mirror >= share);
      await delay(this.#random.below(150));
      const name = this.#random.pick(["server", "server", "writer", "mirror"] as const);
      await this.#processes[name].kill();
      this.#kills[name]!++;
      this.#complete.writer = this.#complete.mirror = false;
      await delay(this.#random.below(100));
      await this.#processes[name].start();
    }
    if (kills === 0) this.#proxy.left = cuts;
    // Once all is there, next to nothing is asked any more: what is left then is told by the counts.
    await this.#until(() => this.#proxy.left === 0 || (this.#complete.writer && this.#complete.mirror));
  }

  #server(): Killable {
    const file = join(import.meta.dirname, "../../../bench/http/server-process.ts");
    return new Killable(
      file,
      () => [this.#options.server, this.#directory],
      (message) => {
        if (typeof message === "string") this.#proxy.target = message;
        else this.#heard(message);
      },
    );
  }

  #store(role: "writer" | "mirror"): Killable {
    const { streams, messages } = this.#options;
    const file = join(import.meta.dirname, "store-process.ts");
    const args = () => [role, join(this.#directory, role), this.#url, String(streams), String(messages)];
    return new Killable(file, args, (message) => {
      const { messages, complete, behind } = message as {
        messages?: number;
        complete?: boolean;
        behind?: string;
      };
      if (messages === undefined) return this.#heard(message);
      this.#reached[role] = messages;
      this.#complete[role] = complete === true;
      this.#behind[role] = behind ?? "";
    });
  }

  #heard(message: unknown): void {
    const { failed, stopped } = message as { failed?: string; stopped?: string };
    this.#failure ??= failed ?? stopped;
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
        if (await this.#revive()) since = Date.now();
      }
      if (Date.now() - since > patienceMs)
        throw new Error(
          `nothing goes on any more: ${now} ${JSON.stringify(this.#behind)}; the proxy's last error: ${this.#proxy.lastError}; writes given up: ${this.#proxy.givenUp}`,
        );
      await delay(20);
    }
  }

  /**
   * A server that does not even answer without the proxy, or answers reads and no write at all, is started again, and
   * counted: no client can mend that.
   */
  async #revive(): Promise<boolean> {
    const signal = AbortSignal.timeout(suspicionMs);
    const isThere = await fetch(new URL(pathOf(0), this.#proxy.target), { method: "HEAD", signal }).then(
      () => true,
      () => false,
    );
    if (isThere && this.#proxy.givenUp < writesOfAHang) return false;
    this.#hangs++;
    this.#proxy.givenUp = 0;
    await this.#processes.server.kill();
    await this.#processes.server.start();
    return true;
  }

  async #compare(): Promise<Tally> {
    const { streams, messages: total, say } = this.#options;
    const tally = { messages: streams * total, lost: 0, duplicated: 0, reordered: 0 };
    const add = (found: readonly unknown[], stream: number, where: string) => {
      const { lost, duplicated, reordered } = judge(found, { stream, total, where }, say);
      tally.lost += lost;
      tally.duplicated += duplicated;
      tally.reordered += reordered;
    };
    for (const where of ["writer", "mirror"] as const) {
      const store = openStreamStore({ directory: join(this.#directory, where) });
      for (let stream = 0; stream < streams; stream++) {
        const page = await store.read(pathOf(stream), {
          limitMessages: 100_000,
          limitBytes: 64 * 1024 * 1024,
        });
        add(
          page.messages.map(({ data }) => data),
          stream,
          where,
        );
        if (page.closed !== closesAtItsEnd(stream))
          throw new Error(`${where} ${pathOf(stream)}: closed ${page.closed}`);
      }
      await store.close();
    }
    for (let stream = 0; stream < streams; stream++)
      add(await this.#readRemote(pathOf(stream)), stream, "server");
    return tally;
  }

  /** Not through the proxy. */
  async #readRemote(path: string): Promise<unknown[]> {
    const found: unknown[] = [];
    for (let offset = "-1"; ;) {
      const response = await fetch(new URL(`${path}?offset=${offset}`, this.#proxy.target));
      found.push(...((await response.json()) as unknown[]));
      offset = response.headers.get("stream-next-offset")!;
      if (response.headers.has("stream-up-to-date")) return found;
    }
  }
}
