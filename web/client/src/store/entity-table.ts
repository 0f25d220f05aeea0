type Listener = () => void;

/**
 * Entities of one kind by key. Values are replaced, never changed in place, so that a reader may compare by identity.
 * Readers of one key are not disturbed by changes of others; readers of the whole table are told once per batch.
 */
export class EntityTable<T> {
  private readonly values = new Map<string, T>();
  private readonly keyListeners = new Map<string, Set<Listener>>();
  private readonly tableListeners = new Set<Listener>();
  private batchDepth = 0;
  private readonly touched = new Set<string>();
  /** Grows with every change; lets derived lists know when to be computed again. */
  version = 0;

  get(key: string): T | undefined {
    return this.values.get(key);
  }

  all(): IterableIterator<T> {
    return this.values.values();
  }

  has(key: string): boolean {
    return this.values.has(key);
  }

  get size(): number {
    return this.values.size;
  }

  set(key: string, value: T): void {
    if (this.values.get(key) === value) return;
    this.values.set(key, value);
    this.touch(key);
  }

  delete(key: string): void {
    if (this.values.delete(key)) this.touch(key);
  }

  /** Runs several changes and tells listeners once, at the end. */
  batch(change: () => void): void {
    this.batchDepth += 1;
    try {
      change();
    } finally {
      this.batchDepth -= 1;
      if (this.batchDepth === 0) this.flush();
    }
  }

  subscribeKey(key: string, listener: Listener): () => void {
    const listeners = this.keyListeners.get(key) ?? new Set<Listener>();
    this.keyListeners.set(key, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.keyListeners.delete(key);
    };
  }

  subscribe(listener: Listener): () => void {
    this.tableListeners.add(listener);
    return () => this.tableListeners.delete(listener);
  }

  private touch(key: string): void {
    this.version += 1;
    this.touched.add(key);
    if (this.batchDepth === 0) this.flush();
  }

  private flush(): void {
    if (this.touched.size === 0) return;
    const keys = [...this.touched];
    this.touched.clear();
    for (const key of keys) {
      for (const listener of this.keyListeners.get(key) ?? []) listener();
    }
    for (const listener of this.tableListeners) listener();
  }
}

/** One observable value. */
export class Cell<T> {
  private readonly listeners = new Set<Listener>();
  private current: T;

  constructor(initial: T) {
    this.current = initial;
  }

  get(): T {
    return this.current;
  }

  set(value: T): void {
    if (Object.is(this.current, value)) return;
    this.current = value;
    for (const listener of this.listeners) listener();
  }

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
