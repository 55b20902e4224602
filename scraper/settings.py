"""Settings of the Scrapy project. Each differs from Scrapy's default for the reason beside it; a board's own manners
(delay, contact, hosts) come from its file, and `-s NAME=VALUE` on the command line outranks both.
"""

BOT_NAME = "jobsieve"
SPIDER_MODULES = ["scraper.spiders"]
NEWSPIDER_MODULE = "scraper.spiders"

# Identity: the spiders add the board's contact; robots.txt rules are looked up under the bare name.
ROBOTSTXT_USER_AGENT = "jobsieve"
USER_AGENT = ROBOTSTXT_USER_AGENT
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.9,*/*;q=0.5",
    "Accept-Language": "en",
    # The archive keeps bodies as they came; every WARC reader can undo these two.
    "Accept-Encoding": "gzip, deflate",
}

# Manners.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # one at a time: the delay is then the real distance between requests
DOWNLOAD_DELAY = 2.0
DOWNLOAD_DELAY_JITTER = 0  # by default it takes off half of the delay as often as it adds it
JOBSIEVE_DELAY_FACTOR = 5.0  # a host that takes long for its answers is asked less often: so many times its latency
JOBSIEVE_MAX_CRAWL_DELAY = 60.0  # seconds; a robots.txt may ask for hours
JOBSIEVE_MAX_RETRY_AFTER = 300.0  # seconds; the crawl ends rather than wait for longer
JOBSIEVE_MAX_FAILURES = 25  # in a row; a host that is down is not asked thousands of times
AUTOTHROTTLE_ENABLED = False  # it would set the delay back below a Crawl-delay; the delay adapts in `scraper.politeness`

# Bounds: every crawl ends, and no single page can exhaust the machine.
DOWNLOAD_TIMEOUT = 30  # 180 by default, times three tries
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024  # 1 GiB by default; also the limit while unpacking
JOBSIEVE_ANSWER_MAXSIZE = 16 * 1024 * 1024  # of a provider's JSON, in which large boards are one answer; the most that the normalizer reads
JOBSIEVE_FEED_MAXSIZE = 128 * 1024 * 1024  # of XML feeds, which hold every posting of a site; the normalizer takes them in parts
JOBSIEVE_FEED_TIMEOUT = 600
DOWNLOAD_WARNSIZE = 2 * 1024 * 1024
DOWNLOAD_FAIL_ON_DATALOSS = True  # a body that breaks off is retried, not read
REDIRECT_MAX_TIMES = 5
DEPTH_LIMIT = 0  # `max_pages` of the board bounds the pagination, which is a chain as deep as it is long
CLOSESPIDER_TIMEOUT = 6 * 3600.0
MEMUSAGE_LIMIT_MB = 2048
RETRY_TIMES = 2
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # reading order, so that two crawls of a board archive alike

# Attack surface.
TELNETCONSOLE_ENABLED = False  # a port that runs Python
REMOTE_CONTROL_ENABLED = False  # another one
DOWNLOAD_HANDLERS = {
    "http": "scraper.politeness.PoliteHandler",
    "https": "scraper.politeness.PoliteHandler",
    **dict.fromkeys(("file", "data", "ftp", "s3")),  # a link must not read local files
}
DOWNLOAD_VERIFY_CERTIFICATES = True
TWISTED_DNS_RESOLVER = "scraper.middlewares.addresses.PublicOnlyResolver"
METAREFRESH_ENABLED = False  # a page could send the crawler anywhere
COOKIES_ENABLED = False  # public listings need none
REFERRER_POLICY = "no-referrer"  # no trail of the crawl for third parties

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scraper.middlewares.hosts.OwnHostsMiddleware": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scraper.middlewares.robots.StrictRobotsMiddleware": 100,
    "scraper.middlewares.headers.BoardHeadersMiddleware": 450,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scraper.middlewares.retry.PatientRetryMiddleware": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,  # half a gzip body would do as a page
    "scraper.middlewares.forgotten.ForgottenMiddleware": 60,
    "scraper.middlewares.conditional.ConditionalMiddleware": 900,
    # Nearest to the downloader: bytes are stored as they came, then unpacked and checked.
    "scraper.middlewares.archive.ArchiveMiddleware": 950,
    "scraper.middlewares.earlier.EarlierAttemptMiddleware": 960,
}
ADDONS = {"scraper.logs.SafeLogs": 0}  # the log of a crawl holds no secret and no line that a page wrote
EXTENSIONS = {"scraper.progress.ProgressExtension": 0}
ITEM_PIPELINES = {"scraper.pipelines.TextPagesPipeline": 100}

# Where things are.
JOBSIEVE_BOARDS = None  # directory that is searched for board files before the bundled ones
JOBSIEVE_ARCHIVE = None  # path of the WARC file; out/<board>/raw/<start>.warc.gz where unset
JOBSIEVE_EARLIER = None  # JSON list of archives of earlier attempts of the same run, whose pages are not fetched again
JOBSIEVE_STORE = None  # path of the board's store; pages that it knows are asked for conditionally
JOBSIEVE_AFRESH = False  # whether pages that the store knows are fetched whole all the same
JOBSIEVE_STATE = None  # directory of what crawls of one machine share; `jobsieve/hosts` in the user's state directory where unset
JOBSIEVE_PROGRESS = False

LOG_VERSIONS: list[str] = []  # written before `SafeLogs` is there, on lines that look like anything
LOG_LEVEL = "INFO"  # DEBUG prints every item with its body
FEED_EXPORT_ENCODING = "utf-8"
