'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const list = document.querySelector('ol'), frame = document.querySelector('iframe'), stage = document.getElementById('stage');
  const scrub = document.querySelector('input'), clock = document.querySelector('output'), where = document.querySelector('main p');
  const stamp = ms => {
    const t = Math.max(0, Math.round(ms)), pad = (n, w) => String(n).padStart(w, '0');
    return `${pad(Math.floor(t / 60000), 2)}:${pad(Math.floor(t / 1000) % 60, 2)}.${pad(t % 1000, 3)}`;
  };
  // A page is what it shares with the one before it, around what is its own.
  const page = n => {
    const chain = [];
    for (let m = data.pages[n]; m; m = m.base === null ? null : data.pages[m.base]) chain.push(m);
    return chain.reduceRight((text, m) => text.slice(0, m.start) + m.text + text.slice(text.length - m.end), '');
  };
  let kinds = 'all', here = -1, at = 0, shown = -1;
  const wanted = row => kinds === 'all' || (kinds === 'actions' ? ['page', 'click', 'input', 'touch'] : [kinds]).includes(row.kind);
  const items = data.rows.map((row, n) => {
    const item = document.createElement('li'), time = document.createElement('time');
    const kind = document.createElement('b'), label = document.createElement('span');
    time.textContent = stamp(row.at);
    kind.textContent = row.kind;
    label.textContent = row.label;
    item.append(time, kind, label);
    if (row.grave) item.className = row.grave;
    item.addEventListener('click', () => choose(n));
    list.append(item);
    return item;
  });
  const fit = () => {
    const scale = Math.min(stage.clientWidth / frame.width, stage.clientHeight / frame.height, 1);
    frame.style.transform = `scale(${scale})`;
  };
  const show = window => {
    let best = -1;
    data.moments.forEach((moment, n) => { if (moment.at <= at && (window === null || moment.window === window)) best = n; });
    if (best < 0) best = data.moments.findIndex(moment => window === null || moment.window === window);
    if (best === shown || best < 0) return;
    shown = best;
    const moment = data.moments[best];
    frame.width = moment.width;
    frame.height = moment.height;
    frame.srcdoc = page(moment.page);
    where.textContent = `${moment.href ?? ''}  as after #${moment.seq} at ${stamp(moment.at)}`;
    document.body.dataset.moment = moment.seq;
    fit();
  };
  const go = (time, window) => {
    at = Math.min(Math.max(time, data.from), data.to);
    scrub.value = at;
    clock.textContent = `${stamp(at)} / ${stamp(data.to)}`;
    show(window);
  };
  const mark = n => {
    items[here]?.removeAttribute('aria-current');
    items[here]?.querySelector('pre')?.remove();
    here = n;
    const item = items[n];
    if (!item) return;
    item.setAttribute('aria-current', 'true');
    if (data.rows[n].detail) {
      const detail = document.createElement('pre');
      detail.textContent = data.rows[n].detail;
      item.append(detail);
    }
    item.scrollIntoView({ block: 'nearest' });
  };
  const choose = n => {
    if (n < 0 || n >= items.length) return;
    mark(n);
    go(data.rows[n].at, data.rows[n].window);
  };
  const seek = (step, passes) => {
    for (let n = here + step; n >= 0 && n < items.length; n += step) if (wanted(data.rows[n]) && passes(data.rows[n])) return choose(n);
  };
  const any = () => true, bad = row => row.grave === 'bad';
  const keys = { h: () => seek(-1, any), ArrowLeft: () => seek(-1, any), l: () => seek(1, any), ArrowRight: () => seek(1, any), e: () => seek(1, bad), E: () => seek(-1, bad) };
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  addEventListener('resize', fit);
  scrub.min = data.from;
  scrub.max = data.to;
  scrub.addEventListener('input', () => {
    const time = Number(scrub.value);
    let n = -1;
    data.rows.forEach((row, place) => { if (row.at <= time) n = place; });
    mark(n);
    go(time, null);
  });
  for (const button of document.querySelectorAll('nav button')) button.addEventListener('click', () => {
    kinds = button.value;
    for (const other of document.querySelectorAll('nav button')) other.setAttribute('aria-pressed', String(other === button));
    data.rows.forEach((row, n) => { items[n].hidden = !wanted(row); });
  });
  const track = document.querySelector('svg'), span = Math.max(1, data.to - data.from);
  for (const row of data.rows) if (row.grave || row.kind === 'click') {
    const tick = document.createElementNS('http://www.w3.org/2000/svg', 'line');
    const x = `${(row.at - data.from) / span * 100}%`;
    for (const [name, value] of Object.entries({ x1: x, x2: x, y1: row.grave ? 0 : 12, y2: row.grave ? 5 : 16, stroke: row.grave === 'bad' ? 'var(--bad)' : row.grave ? 'var(--warn)' : 'var(--dim)' })) tick.setAttribute(name, value);
    track.append(tick);
  }
  choose(data.here);
})();
