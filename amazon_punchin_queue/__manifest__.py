{
    "name": "Amazon Business Punch-in: Job Queue",
    "summary": "Any number of machines share sending and processing, by OCA's job queue",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Purchase",
    "author": "amazon_punchin contributors",
    "maintainers": ["amazon_punchin"],
    "license": "LGPL-3",
    "depends": ["amazon_punchin", "queue_job"],
    "data": ["data/queue_job_data.xml"],
    "auto_install": True,
}
