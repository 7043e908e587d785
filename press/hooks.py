"""The build: what happens at each event of MkDocs, in the order in which it happens."""

from press.draw import cards, diagrams, figures, fonts, formulas
from press.material import edit, languages, names, offline, patches, policy, search, tables
from press.run import lab
from press.take import copies, markdown_files, pdf
from press.tools import node
from press.words import descriptions, glossary, headings, home, tooltips


def on_startup(command, dirty):
    policy.on_startup(command, dirty)


def on_config(config):
    node.on_config(config)
    offline.on_config(config)
    languages.on_config(config)
    pdf.on_config(config)
    return config


def on_files(files, config):
    patches.on_files(files, config)
    offline.on_files(files, config)
    figures.on_files(files, config)
    search.on_files(files, config)
    return files


def on_nav(nav, config, files):
    global menu
    menu = nav
    pdf.on_nav(nav, config, files)


def on_pre_page(page, config, files):
    return lab.on_pre_page(page, config, files)


def on_page_markdown(markdown, page, config, files):
    markdown = glossary.on_page_markdown(markdown, page, config, files)
    markdown_files.on_page_markdown(markdown, page, config, files)
    markdown = copies.on_page_markdown(markdown, page, config, files)
    markdown = figures.on_page_markdown(markdown, page, config, files)
    markdown = lab.on_page_markdown(markdown, page, config, files)
    markdown = diagrams.on_page_markdown(markdown, page, config, files)
    headings.on_page_markdown(markdown, page, config, files)
    home.on_page_markdown(markdown, page, config, files)
    search.rank(page, menu)
    return markdown


def on_page_content(content, page, config, files):
    descriptions.on_page_content(content, page, config, files)
    content = tooltips.on_page_content(content, page, config, files)
    content = formulas.on_page_content(content, page, config, files)
    content = copies.on_page_content(content, page, config, files)
    content = figures.on_page_content(content, page, config, files)
    return tables.on_page_content(content, page, config, files)


def on_env(env, config, files):
    cards.on_env(env, config, files)


def on_page_context(context, page, config, nav):
    context = languages.on_page_context(context, page, config, nav)
    return edit.on_page_context(context, page, config, nav)


def on_post_page(output, page, config):
    markdown_files.on_post_page(output, page, config)
    return names.on_post_page(output, page, config)


def on_post_template(output, template_name, config):
    return names.on_post_template(output, template_name, config)


def on_build_error(error):
    figures.on_build_error(error)


def on_post_build(config):
    fonts.on_post_build(config)
    pdf.on_post_build(config)
    languages.on_post_build(config)
    policy.on_post_build(config)
