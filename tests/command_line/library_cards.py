"""Cards of a library of `.lib` sections as plain text, for decks of these tests that know nothing of cimchar."""


def library_cards(path, corner):
    """Lines of the section `corner`, and what stands outside of all sections."""
    out, section = [], None
    for line in path.read_text().splitlines():
        word = line.split()
        if word and word[0] == ".lib":
            section = word[1]
        elif word and word[0] == ".endl":
            section = None
        elif section in (None, corner):
            out.append(line)
    return "\n".join(out)
