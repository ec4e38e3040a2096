// The Playwright export, run whole: every step's own code, in its order, against a page that shows what the recording shows
// just before that step. The page is static, so each step gets one of its own; addresses are the recorded ones, served from
// here. Says how many of the steps worked, and ends with status 1 if one did not.
// usage: playwright.cjs ARCHIVE… [--from MOMENT --to MOMENT]
const { execFileSync } = require('node:child_process');
const path = require('node:path');
const { chromium, expect } = require('@playwright/test');

const scrubjay = process.env.SCRUBJAY ?? 'target/release/scrubjay';
const TIMEOUT = Number(process.env.STEP_TIMEOUT ?? 3000);
const options = process.argv.findIndex(word => word.startsWith('--'));
const archives = process.argv.slice(2, options < 0 ? undefined : options);
const part = options < 0 ? [] : process.argv.slice(options);
const run = args => execFileSync(scrubjay, args, { maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] }).toString();
const rows = args => run([...args, '--json']).split('\n').filter(Boolean).map(line => JSON.parse(line));
const AsyncFunction = (async () => {}).constructor;

// The script as blocks of code, each with the event that it repeats.
const blocks = script => {
  const found = [];
  for (const line of script.split('\n')) {
    const step = line.match(/^ {2}\/\/ #(\d+) (.*)/);
    if (step) found.push({ seq: Number(step[1]), told: step[2], code: [] });
    else if (/^ {2}\/\/ what the recording shows/.test(line)) found.push({ seq: null, told: 'the end', code: [] });
    else if (/^ {2}\S/.test(line) && !line.startsWith('  //')) {
      if (found.length === 0) found.push({ seq: null, told: 'the beginning', code: [] });
      found.at(-1).code.push(line.trim().replace(/^const (page\d+) =/, 'scope.$1 ='));
    }
  }
  return found;
};

const test = async (browser, archive) => {
  const script = run(['export', archive, '--to', 'playwright', ...part]);
  const pages = rows(['events', archive, '--kind', 'page']).filter(row => row.kind === 'page');
  const context = await browser.newContext();
  context.setDefaultTimeout(TIMEOUT);
  // What is served: the page of a window at a moment.
  const now = {};
  await context.route('**/*', (route, request) => {
    const main = request.isNavigationRequest() && request.frame().parentFrame() === null;
    return main ? route.fulfill({ contentType: 'text/html; charset=utf-8', body: now.html }) : route.abort();
  });
  const base = script.match(/^const BASE = process\.env\.BASE_URL \?\? (.*);$/m)?.[1];
  const scope = { context, expect: expect.configure({ timeout: TIMEOUT }), process: { env: {} }, BASE: base && eval(base), page: await context.newPage() };
  const end = part.includes('--to') ? part[part.indexOf('--to') + 1] : 'end';
  let done = 0, failed = 0;
  for (const block of blocks(script)) {
    let shown = null;
    for (const line of block.code) {
      const name = line.match(/\b(page\d*)\b/)?.[1] ?? 'page';
      const window = name === 'page' ? 0 : Number(name.slice(4)) - 1;
      const opens = /\.goto\(|\.toHaveURL\(/.test(line);
      const at = block.seq === null ? end : `#${Math.max(0, block.seq - (opens ? 0 : 1))}`;
      const setup = /newPage\(\)|setViewportSize/.test(line);
      try {
        if (!setup && shown !== name) {
          now.html = run(['dom', archive, '--at', at, '--window', String(window), '--format', 'html']);
          const seq = block.seq ?? Infinity;
          const page = pages.filter(page => page.window === window && page.seq <= seq).at(-1);
          const href = page && (page.href ?? page.label.replace(/^\S+ /, ''));
          shown = name;
          if (!line.includes('.goto(')) await scope[name].goto(href, { waitUntil: 'domcontentloaded' });
          // The page's own fence lets no form be sent, and Playwright would wait for where it leads.
          await scope[name].evaluate(() => addEventListener('submit', event => event.preventDefault(), true));
        }
        // What the recorder masked, and files, nobody can give: that the element is found is all there is to try.
        const ungiven = /process\.env\.|setInputFiles/.test(line);
        const code = ungiven ? line.replace(/\.(fill|selectOption|setInputFiles)\(.*\);$/, '.waitFor({ state: "attached" });') : line;
        await new AsyncFunction('scope', `with (scope) { ${code} }`)(scope);
        if (!setup) done += 1;
      } catch (error) {
        failed += 1;
        const said = String(error.message).replace(/\u001b\[\d+m/g, '').split('\n').filter(Boolean);
        console.log(`BAD  ${path.basename(archive)} ${block.seq === null ? '' : `#${block.seq} `}${block.told}: ${line}\n       ${[said[0], ...said.filter(text => /intercept|visible|enabled|resolved|unexpected|Received/i.test(text)).slice(-2)].join(' | ')}`);
      }
    }
  }
  await context.close();
  console.log(`${failed ? 'BAD ' : 'ok  '} ${path.basename(archive)}: ${done} of ${done + failed} passed`);
  return [done, failed];
};

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM });
  let [done, failed] = [0, 0];
  for (const archive of archives) {
    const [passed, not] = await test(browser, archive);
    [done, failed] = [done + passed, failed + not];
  }
  console.log(`${done} of ${done + failed} passed in ${archives.length} recordings`);
  process.exitCode = failed > 0 ? 1 : 0;
  await browser.close();
})();
