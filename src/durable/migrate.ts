/** Brings an object's tables up to date; call it inside a transaction. True when it changed anything. */

export function migrate(sql: SqlStorage, migrations: readonly string[]): boolean {
  sql.exec('CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY) STRICT');
  const { done } = sql.exec<{ done: number }>('SELECT COALESCE(MAX(number), 0) AS done FROM migration').one();
  for (const [index, statements] of migrations.entries()) {
    if (index < done) continue;
    sql.exec(statements);
    sql.exec('INSERT INTO migration (number) VALUES (?)', index + 1);
  }
  return done < migrations.length;
}
