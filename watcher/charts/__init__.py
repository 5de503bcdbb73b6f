"""Charts: from what the law says of a treaty to a picture, its words and its table.

    Timeline or positions -> Chart (a Vega-Lite specification, words, table)   pure
    Chart -> Drawer -> Drawn (SVG or PNG)                                      a process of its own

A page that shows one:

    from watcher.charts.drawing import Drawer, Form, etag_of
    from watcher.charts.looks import DARK, LIGHT
    from watcher.charts.tile_map import tile_map
    from watcher.charts.timeline import timeline

    drawer = Drawer()                            # one for the program; starts nothing yet
    chart = timeline(history.timeline(name, day), LIGHT)
    chart = tile_map(day.rows, LIGHT, in_force=day.treaty.in_force)
    chart.text, chart.table                      # for `alt` and for the table behind it
    chart.width, chart.height                    # of the picture, in CSS pixels
    etag_of(chart.spec, Form.SVG)                # known without drawing
    drawn = drawer.draw(chart.spec, Form.SVG)    # from any thread; DrawingError says why not
    drawn.content, drawn.media_type, drawn.etag
    drawer.close()                               # when the program ends

`narrow=True` gives the same for a window of 320 pixels, `DARK` for the dark scheme; a page names
the four in one `<picture>`. An SVG holds no script and no reference to anything outside it.
"""
