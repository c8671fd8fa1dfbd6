namespace AgriCredit.Harness.Reporting;

/// <summary>The look of a report: part of the page, so that it opens anywhere and asks for nothing.</summary>
/// <remarks>Without the characters that XML would encode, since HTML takes the text of a style element as it is.</remarks>
internal static class ReportStyle
{
    public const string Css = """

        :root {
          color-scheme: light dark;
          --paper: #fdfdfb; --ink: #1d211c; --quiet: #596357; --rule: #d9ded5; --strong-rule: #1d211c;
          --accent: #2c6e3b; --tint: #edf3eb; --code: #f4f6f2;
        }
        @media screen and (prefers-color-scheme: dark) {
          :root {
            --paper: #141714; --ink: #e4e8e1; --quiet: #9ea89b; --rule: #333b33; --strong-rule: #aab4a7;
            --accent: #8acb95; --tint: #1f2a20; --code: #1b1f1b;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body {
          margin: 0; background: var(--paper); color: var(--ink);
          font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
        }
        main { max-width: 68rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
        header p, .run h2 + p, .run p + p { max-width: 46rem; margin: 0.25rem 0; }
        .kicker { color: var(--accent); font-size: 0.8125rem; font-weight: 600; letter-spacing: 0.06em; text-transform: uppercase; }
        h1 { font-size: 2rem; line-height: 1.2; letter-spacing: -0.015em; margin: 0.25rem 0 0.75rem; overflow-wrap: anywhere; }
        h2 { font-size: 1.25rem; line-height: 1.3; margin: 3rem 0 0.25rem; overflow-wrap: anywhere; }
        h3 { font-size: 1.0625rem; margin: 2.25rem 0 0.25rem; }
        h4 { font-size: 1rem; margin: 1.75rem 0 0.25rem; }
        .card :is(h3, h4) { margin-top: 1.5rem; }
        .card p, .card ul { max-width: 46rem; margin: 0.25rem 0; }
        .card figure { margin-top: 0.5rem; }
        a { color: var(--accent); }
        nav ul { list-style: none; margin: 1rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
        .run { border-top: 2px solid var(--strong-rule); margin-top: 4rem; }
        .run h2 { margin-top: 1rem; }

        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 0; margin: 2rem 0 0; border-block: 1px solid var(--rule); }
        .tiles div { padding: 0.9rem 1rem 0.9rem 0; }
        .tiles dt { color: var(--quiet); font-size: 0.8125rem; }
        .tiles dd { margin: 0; font-size: 1.75rem; line-height: 1.25; font-variant-numeric: tabular-nums; letter-spacing: -0.01em; }
        .tiles dd + dd { color: var(--quiet); font-size: 0.8125rem; line-height: 1.4; letter-spacing: 0; }
        .tiles .main dd:first-of-type { color: var(--accent); font-weight: 600; }

        figure { margin: 1.25rem 0 0; }
        .scroll { overflow-x: auto; }
        .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
        table { border-collapse: collapse; font-size: 0.875rem; line-height: 1.35; font-variant-numeric: tabular-nums; }
        caption { text-align: left; color: var(--quiet); padding-bottom: 0.5rem; }
        thead { border-top: 2px solid var(--strong-rule); border-bottom: 1px solid var(--strong-rule); }
        tbody { border-bottom: 1px solid var(--rule); }
        tbody:last-child { border-bottom: 2px solid var(--strong-rule); }
        th, td { padding: 0.3rem 0 0.3rem 1.5rem; text-align: left; vertical-align: baseline; font-weight: 400; }
        th:first-child { padding-left: 0; }
        thead th { vertical-align: bottom; color: var(--quiet); line-height: 1.2; }
        thead tr + tr th:first-child { padding-left: 1.5rem; }
        th.group { padding-bottom: 0; text-align: center; }
        th.group span { display: block; border-bottom: 1px solid var(--rule); padding-bottom: 0.2rem; }
        .number { text-align: right; }
        td.number { white-space: nowrap; }
        tbody th { min-width: 4.75rem; max-width: 16rem; overflow-wrap: break-word; background: var(--paper); }
        td.text { max-width: 44rem; overflow-wrap: break-word; }
        .main th, .main td { font-weight: 650; background: var(--tint); }
        .dot { padding-block: 0; vertical-align: middle; }
        .ends { display: flex; justify-content: space-between; width: 132px; }
        svg { display: block; }
        .axis { stroke: var(--rule); }
        .mark { stroke: var(--accent); stroke-width: 1; stroke-dasharray: 2 2; }
        circle { fill: var(--quiet); }
        .main circle { fill: var(--accent); }
        .note { color: var(--quiet); font-size: 0.8125rem; margin: 0.5rem 0 0; max-width: 46rem; }
        .note + .note { margin-top: 0.15rem; }

        dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1.5rem; font-size: 0.875rem; margin: 1rem 0 0; }
        .facts dt { color: var(--quiet); }
        .facts dd { margin: 0; overflow-wrap: anywhere; }
        pre { background: var(--code); font: 0.8125rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; margin: 1rem 0 0; padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
        footer { color: var(--quiet); font-size: 0.8125rem; margin-top: 3rem; }

        @media (max-width: 40rem) {
          main { padding: 1.25rem 1rem 3rem; }
          h1 { font-size: 1.5rem; }
          .tiles { grid-template-columns: repeat(2, 1fr); }
          .tiles dd { font-size: 1.375rem; }
          th, td { padding-left: 1rem; }
          thead tr + tr th:first-child { padding-left: 1rem; }
          tbody th { position: sticky; left: 0; max-width: 40vw; padding-right: 0.5rem; }
          td.text { min-width: 14rem; }
          .main th { background: var(--tint); }
          .facts { grid-template-columns: 1fr; gap: 0; }
          .facts dd { margin-bottom: 0.5rem; }
        }
        @media print {
          @page { margin: 14mm; }
          :root { --paper: #fff; --ink: #000; --quiet: #444; --rule: #bbb; --strong-rule: #000; --accent: #1d5229; --tint: #f0f0f0; --code: #f5f5f5; }
          body { font-size: 9.5pt; }
          main { max-width: none; padding: 0; }
          .scroll { overflow: visible; }
          table { font-size: 8pt; }
          th, td { padding-left: 0.9rem; }
          thead { display: table-header-group; }
          tr, figure, .tiles { break-inside: avoid; }
          .note, caption { font-size: 8pt; }
          h2, h3, h4, caption { break-after: avoid; }
          .main th, .main td, pre { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          nav { display: none; }
        }

        """;
}
