"""What the page bench serves beside the mall, through the same server, settings and middleware."""
