def page_postings(data, title, heading):
    return ()
