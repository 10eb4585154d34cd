import { createStore } from "./store";

export class Repository<T extends { id: string }> {
  private store = createStore<T>("items");

  @Cached(60)
  async find(id: string): Promise<T | undefined> {
    const raw = await this.store.get<T>(id, { fresh: true });
    const typed = (raw as T).toString();
    this.store!.touch(id);
    this.store?.watch?.(id);
    (<any>this.store).flush();
    return parse<T>(typed) satisfies T;
  }

  all = (): T[] => this.store.list().map((item) => item as T);
}

const cache = new Map<string, Set<number>>();
cache.get("a")?.add(1);
enum Level { High = compute("high") }
const repository = new Repository<{ id: string }>();
const bound = parse<string>;
void repository.find("1").then(console.log);
