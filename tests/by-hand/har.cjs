// HAR exports of the archives given, held against the HAR 1.2 schema by har-validator.
const { execFileSync } = require('node:child_process');
const validator = require('har-validator');

const scrubjay = process.env.SCRUBJAY ?? 'target/release/scrubjay';
(async () => {
  for (const archive of process.argv.slice(2)) {
    const har = JSON.parse(execFileSync(scrubjay, ['export', archive, '--to', 'har'], { maxBuffer: 1 << 30 }));
    try {
      await validator.har(har);
      console.log(`ok   ${archive}: ${har.log.entries.length} entries`);
    } catch (error) {
      process.exitCode = 1;
      console.log(`BAD  ${archive}: ${JSON.stringify(error.errors?.slice(0, 3) ?? error.message)}`);
    }
  }
})();
