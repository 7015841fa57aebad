/** A request as it is sent: whole numbers that a JavaScript number would round are `bigint`. Answers are read rounded. */
export type Exact<T> = T extends number ? T | bigint : T extends object ? { [K in keyof T]: Exact<T[K]> } : T;
