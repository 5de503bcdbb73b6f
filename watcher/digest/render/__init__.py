"""A message in its forms: text of 72 columns, HTML, a few lines for a chat. JSON is the model's."""
