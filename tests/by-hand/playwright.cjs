// The Playwright export, a line at a time, each against the static page that the recording shows just before it: every
// locator finds one element, and the action on it passes. Expectations are held against the page of the end.
// usage: playwright.cjs ARCHIVE [--from MOMENT --to MOMENT]
const { execFileSync } = require('node:child_process');
const { chromium, expect } = require('@playwright/test');

const scrubjay = process.env.SCRUBJAY ?? 'target/release/scrubjay';
const [archive, ...part] = process.argv.slice(2);
const run = args => execFileSync(scrubjay, args, { maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] }).toString();
const script = run(['export', archive, '--to', 'playwright', ...part]);

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM });
  const context = await browser.newContext({ javaScriptEnabled: true });
  const page = await context.newPage();
  page.setDefaultTimeout(5000);
  await page.route(/^https?:/, route => route.abort());
  const BASE = script.match(/\?\? ('.*');/)?.[1];
  let seq = null, failed = 0, done = 0;
  for (const line of script.split('\n')) {
    const comment = line.match(/^ {2}\/\/ #(\d+)/);
    if (comment) seq = Number(comment[1]);
    if (/^ {2}\/\/ what the recording shows/.test(line)) seq = 'end';
    const call = line.match(/^ {2}await (.*);$/)?.[1].replace(/\bpage\d+\b/g, 'page');
    if (!call || /\.goto\(|toHaveURL|setViewportSize|setInputFiles/.test(call)) continue;
    const end = part.includes('--to') ? part[part.indexOf('--to') + 1] : 'end';
    const at = seq === 'end' ? end : `#${Math.max(0, seq - (/fill|check|selectOption/.test(call) ? 0 : 1))}`;
    await page.setContent(run(['dom', archive, '--at', at, '--format', 'html']), { waitUntil: 'domcontentloaded' });
    try {
      const locator = call.replace(/^expect\((.*)\)\.toBeVisible\(\)$/, '$1').replace(/\.(click|dblclick|fill|check|uncheck|selectOption)\([^()]*(\([^()]*\)[^()]*)*\)$/, '');
      const count = await eval(`${locator}.count()`);
      if (count !== 1) throw new Error(`${count} elements`);
      // Nobody knows which option a masked one is.
      if (/selectOption\(process/.test(call)) continue;
      // A static page may have something above the element that a script would have taken away.
      await eval(call.replace(/\.click\(\)$/, '.click({ trial: true })'));
      done += 1;
      console.log(`ok   ${call}`);
    } catch (error) {
      failed += 1;
      console.log(`BAD  #${seq} ${call}: ${String(error.message).split('\n').slice(0, 3).join(' ')}`);
    }
  }
  console.log(`${done} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
  await browser.close();
})();
