"""What AI-training and annotation work consists of: data, labels, tools and the review of the work."""
