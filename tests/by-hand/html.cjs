// The HTML export opens in Chromium, scrubs by key and by slider, and makes no request.
// usage: html.cjs ARCHIVE [PICTURE.png]
const { execFileSync } = require('node:child_process');
const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const puppeteer = require('puppeteer-core');

const scrubjay = process.env.SCRUBJAY ?? 'target/release/scrubjay';
const file = path.join(mkdtempSync(path.join(tmpdir(), 'scrubjay-')), 'share.html');
execFileSync(scrubjay, ['export', process.argv[2], '--to', 'html', '-o', file], { stdio: 'inherit' });
const check = (what, holds) => {
  console.log(`${holds ? 'ok  ' : 'BAD '} ${what}`);
  if (!holds) process.exitCode = 1;
};

(async () => {
  const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
  const page = await browser.newPage();
  await page.setViewport({ width: 1400, height: 900 });
  const requests = [], errors = [];
  page.on('request', request => requests.push(request.url()));
  // A font whose address was taken out is a warning.
  page.on('console', message => { if (message.type() === 'error') errors.push(message.text()); });
  page.on('pageerror', error => errors.push(String(error)));
  await page.goto(`file://${file}`);
  const moment = () => page.evaluate(() => document.body.dataset.moment);
  const text = async () => (await (await page.$('iframe')).contentFrame()).evaluate(() => document.body?.innerText ?? '');
  const rows = await page.evaluate(() => document.querySelectorAll('li').length);
  check(`${rows} rows`, rows > 0);
  const first = await moment();
  check(`opens at #${first}`, first !== undefined);
  check('shows the page', (await text()).trim().length > 0);
  if (process.argv[3]) await page.screenshot({ path: process.argv[3] });
  const bad = () => page.evaluate(() => document.querySelectorAll('li.bad').length);
  const current = () => page.evaluate(() => document.querySelector('li[aria-current]')?.className);
  const slide = end => page.evaluate(end => { const input = document.querySelector('input'); input.value = input[end]; input.dispatchEvent(new Event('input')); }, end);
  await slide('max');
  const last = await moment();
  check(`the slider goes to the end, #${last}`, last !== first);
  const seen = new Set();
  for (let n = 0; n < 60 || (n < rows && seen.size < 2); n += 1) {
    await page.keyboard.press('h');
    seen.add(await moment());
  }
  const moments = await page.evaluate(() => JSON.parse(document.getElementById('data').textContent).moments.length);
  check(`h walks through ${seen.size} of ${moments} moments`, seen.size > 1 || moments < 2);
  await slide('min');
  const [grave, before] = [await bad(), await current()];
  await page.keyboard.press('e');
  check(`e finds an error, where there is one of ${grave}`, (await current()) === (grave > 0 ? 'bad' : before));
  await page.click('nav button[value=console]');
  const kinds = await page.evaluate(() => new Set([...document.querySelectorAll('li:not([hidden]) b')].map(b => b.textContent)).size);
  check('the buttons narrow the rows', kinds <= 1);
  const outside = requests.filter(url => !/^(file|data|about):/.test(url));
  check(`no request (${outside.slice(0, 3)})`, outside.length === 0);
  check(`no error (${errors.slice(0, 3)})`, errors.length === 0);
  await browser.close();
})();
