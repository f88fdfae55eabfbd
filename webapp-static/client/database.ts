/** Opens an IndexedDB database, making the named stores with these keys when it is new. */
export function openDatabase(factory: IDBFactory, name: string, stores: Readonly<Record<string, string | string[]>>): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, 1);
    request.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(stores)) request.result.createObjectStore(store, { keyPath });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

/** Does one thing in a transaction over these stores; complete when it is committed. */
export function transact<T>(database: IDBDatabase, stores: string[], mode: IDBTransactionMode, ask: (transaction: IDBTransaction) => IDBRequest<T> | undefined): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(stores, mode);
    const request = ask(transaction);
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}
