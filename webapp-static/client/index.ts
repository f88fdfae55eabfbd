export * from "./types";
export * from "./errors";
export type { Live, Unsubscribe } from "./live";
export type { Clock, Environment, Locks, WebSocketLike } from "./environment";
export { memoryTokens, storedTokens, type TokenStore, type Tokens } from "./tokens";
export { Parley, type ParleyOptions } from "./parley";
export type { RoomView } from "./room-view";
