import { ModelStore } from "./model-store.ts";
import type { Operation } from "./operation.ts";
import { difference, viewModel, type View } from "../check/store-view.ts";

/** How many operations of a plan, at least and at most. */
export interface Range {
  readonly from: number;
  readonly upto: number;
}

/** The states of a store that has carried out some prefix of a plan after a settled history. */
export class Prefixes {
  readonly #history: readonly Operation[];
  readonly #plan: readonly Operation[];
  /** By time: the view at that time after 0, 1, 2, … operations. */
  readonly #views = new Map<number, View[]>();

  constructor(history: readonly Operation[], plan: readonly Operation[]) {
    this.#history = history;
    this.#plan = plan;
  }

  /**
   * How many operations of the plan a store has carried out: the first number in the range whose model looks the same.
   * Undefined if there is none: something was lost, torn, duplicated or reordered.
   */
  find({ from, upto }: Range, view: View, now: number): number | undefined {
    for (let count = from; count <= Math.min(upto, this.#plan.length); count++) {
      if (difference(this.viewAfter(count, now), view).length === 0) return count;
    }
    return undefined;
  }

  /** The number in the range whose model differs from the view at the fewest paths. */
  findNearest({ from, upto }: Range, view: View, now: number): number {
    const distance = (count: number) => difference(this.viewAfter(count, now), view).length;
    let nearest = from;
    for (let count = from + 1; count <= Math.min(upto, this.#plan.length); count++) {
      if (distance(count) < distance(nearest)) nearest = count;
    }
    return nearest;
  }

  viewAfter(count: number, now: number): View {
    if (!this.#views.has(now)) this.#views.set(now, this.#viewsAt(now));
    return this.#views.get(now)![count]!;
  }

  modelAfter(count: number): ModelStore {
    return ModelStore.after([...this.#history, ...this.#plan.slice(0, count)]);
  }

  #viewsAt(now: number): View[] {
    const model = this.modelAfter(0);
    const views = [viewModel(model, now)];
    for (const operation of this.#plan) {
      model.apply(operation);
      views.push(viewModel(model, now));
    }
    return views;
  }
}
